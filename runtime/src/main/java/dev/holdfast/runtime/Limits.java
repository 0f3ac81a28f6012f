package dev.holdfast.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * Every bound of the runtime, with its reason. The constants are part of the stored format or of an
 * outside promise and cannot change; the components can be set for a node.
 *
 * @param valueBytesMax one value or log entry. Durable Objects allow 2 MB (key and value together).
 * @param objectBytesMax all keys of an object: they are in memory while it is awake.
 * @param requestBytesMax the body of a request to an object: one value, plus room for framing.
 * @param responseBytesMax the body of an object's response: it may be remembered, so it is bounded.
 * @param batchEventsMax events decided together: bounds how long the first waits for the last.
 * @param batchBytesMax bytes of events decided together: bounds the size of one journal row.
 * @param queueEventsMax events waiting for one object: at 10,000 a second, 0.4 s of work.
 * @param queueBytesMax bytes of events waiting for one object.
 * @param answersMax remembered answers of one object: past it 503 rather than forget one.
 * @param answerBytesMax bytes of all remembered answers of one object.
 * @param answersKeptFor how long an answer is remembered. Telegram and Stripe re-send for 24 h.
 * @param handlerDeadline how long one handler may run. It does no I/O, so a second is already a
 *     bug.
 * @param askDeadline how long the edge waits for an object, waking included.
 * @param outboxMax messages to other objects that are not yet delivered, of one object.
 * @param outboxBytesMax bytes of them: they are in memory while the object is awake.
 * @param callsMax calls to the outside that have not ended, of one object.
 * @param callsBytesMax bytes of them: they are in memory while the object is awake.
 * @param questionsMax questions to other objects that have not ended, of one object.
 * @param sendersMax other objects of which one object remembers up to where it heard them: 2 MB.
 *     Past it the least recently heard are forgotten, which takes reading what they stored.
 * @param awakeObjectsMax objects in memory on one node: at 3 KB each 300 MB.
 * @param alarmsMax alarms of one object: they are in memory while it is awake.
 * @param deadLettersMax dead letters of one object: past it what fails is retried without end.
 * @param awakeBytesMax bytes of keys, remembered answers, alarms and messages in memory on one
 *     node, beside the objects themselves.
 */
public record Limits(
    int valueBytesMax,
    long objectBytesMax,
    int requestBytesMax,
    int responseBytesMax,
    int batchEventsMax,
    int batchBytesMax,
    int queueEventsMax,
    long queueBytesMax,
    int answersMax,
    long answerBytesMax,
    Duration answersKeptFor,
    Duration handlerDeadline,
    Duration askDeadline,
    int alarmsMax,
    int deadLettersMax,
    int outboxMax,
    long outboxBytesMax,
    int callsMax,
    long callsBytesMax,
    int questionsMax,
    int sendersMax,
    int awakeObjectsMax,
    long awakeBytesMax) {

  /** Longest object name. Longer ones are ids that want hashing; Durable Objects stop at 1,024. */
  public static final int NAME_BYTES_MAX = 512;

  /** Longest key name. As Durable Objects have it: 2 KiB. */
  public static final int KEY_BYTES_MAX = 2_048;

  /** Entries a log keeps where its definition does not say less. */
  public static final long LOG_ENTRIES_MAX = 10_000_000;

  /** Entries in one page of a log. */
  public static final int LOG_PAGE_ENTRIES_MAX = 1_000;

  /** Bytes of entries in one page of a log: a page is held in memory and sent as one answer. */
  public static final int LOG_PAGE_BYTES_MAX = 4 << 20;

  /** Effects of one turn: a handler that wants more is a loop that belongs in several turns. */
  public static final int TURN_EFFECTS_MAX = 10_000;

  /** Tags of one socket. As Durable Objects have it. */
  public static final int SOCKET_TAGS_MAX = 10;

  /** Characters of one tag. As Durable Objects have it. */
  public static final int SOCKET_TAG_CHARS_MAX = 256;

  /** Characters of the key of a frame that replaces an older one. As of a tag. */
  public static final int SOCKET_KEY_CHARS_MAX = 256;

  /** Bytes of a socket's attachment. As Durable Objects have it: 16 KiB. */
  public static final int SOCKET_ATTACHMENT_BYTES_MAX = 16_384;

  /** Longest id that a caller gives a request. Delivery ids in use are UUIDs or shorter. */
  public static final int REQUEST_ID_CHARS_MAX = 200;

  /** A type's or log's times: longer ones are meant as for ever, and overflow as nanoseconds. */
  public static final Duration TYPE_TIME_MAX = Duration.ofDays(36_500);

  /** Longest name of an alarm: shorter than an object's, of which it is a part. */
  public static final int ALARM_NAME_BYTES_MAX = 256;

  /** Shortest interval of an alarm: each firing is a commit. */
  public static final Duration ALARM_INTERVAL_MIN = Duration.ofMillis(100);

  /** Latest time of an alarm: what databases and libraries agree on. */
  public static final Instant ALARM_TIME_MAX = Instant.parse("9999-01-01T00:00:00Z");

  /** An alarm is called late from then on: longer than waking takes, shorter than people wait. */
  public static final Duration ALARM_LATE_AFTER = Duration.ofSeconds(5);

  /**
   * How often a failing alarm is tried. With the pauses between, 2 s doubling up to 15 minutes,
   * that is some three hours: longer than most outages.
   */
  public static final int ALARM_ATTEMPTS_MAX = 20;

  /** How often a message from another object is tried whose handler fails. */
  public static final int TELL_ATTEMPTS_MAX = 5;

  /** Shortest time-out of a question to another object: both its commits take as long. */
  public static final Duration ASK_TIMEOUT_MIN = Duration.ofMillis(10);

  /** Longest time-out of a question to another object: people answer within a month or not. */
  public static final Duration ASK_TIMEOUT_MAX = Duration.ofDays(31);

  /** How often the result of a call is tried whose handler fails. */
  public static final int CALL_RESULT_ATTEMPTS_MAX = 5;

  /** What a node starts with. */
  public static final Limits DEFAULTS =
      new Limits(
          2 << 20,
          64L << 20,
          4 << 20,
          4 << 20,
          512,
          4 << 20,
          4_096,
          16L << 20,
          10_000,
          16L << 20,
          Duration.ofHours(24),
          Duration.ofSeconds(1),
          Duration.ofSeconds(30),
          1_000,
          100,
          10_000,
          16L << 20,
          1_000,
          16L << 20,
          1_000,
          10_000,
          100_000,
          1L << 30);

  public Limits {
    require(valueBytesMax <= objectBytesMax, "valueBytesMax must fit in objectBytesMax");
    require(requestBytesMax <= queueBytesMax, "requestBytesMax must fit in queueBytesMax");
    require(batchEventsMax >= 1 && queueEventsMax >= 1, "batches and queues hold at least 1 event");
    // Their numbers have 16 bits within a commit.
    require(outboxMax < 1 << 16, "outboxMax must be below 65536");
    require(callsMax < 1 << 16, "callsMax must be below 65536");
    require(
        handlerDeadline.compareTo(askDeadline) < 0, "handlerDeadline must be below askDeadline");
  }

  /** The same with other bounds on what is awake on a node. */
  public Limits withAwake(int objectsMax, long bytesMax) {
    return new Limits(
        valueBytesMax,
        objectBytesMax,
        requestBytesMax,
        responseBytesMax,
        batchEventsMax,
        batchBytesMax,
        queueEventsMax,
        queueBytesMax,
        answersMax,
        answerBytesMax,
        answersKeptFor,
        handlerDeadline,
        askDeadline,
        alarmsMax,
        deadLettersMax,
        outboxMax,
        outboxBytesMax,
        callsMax,
        callsBytesMax,
        questionsMax,
        sendersMax,
        objectsMax,
        bytesMax);
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule + ". Change one of the two settings.");
    }
  }

  static void checkAskTimeout(Duration timeout) {
    if (timeout.compareTo(ASK_TIMEOUT_MIN) < 0 || timeout.compareTo(ASK_TIMEOUT_MAX) > 0) {
      throw new IllegalArgumentException(
          "the time-out of a question is %s. Use %s to %d days."
              .formatted(timeout, ASK_TIMEOUT_MIN, ASK_TIMEOUT_MAX.toDays()));
    }
  }

  static void checkTime(String what, Duration time, Duration least) {
    if (time.compareTo(least) < 0 || time.compareTo(TYPE_TIME_MAX) > 0) {
      throw new IllegalArgumentException(
          "%s is %s. Use at least %s and at most %d days."
              .formatted(what, time, least, TYPE_TIME_MAX.toDays()));
    }
  }

  static int pageLimit(int limit) {
    return Math.clamp(limit, 1, LOG_PAGE_ENTRIES_MAX);
  }

  static String checkSocketKey(String key) {
    if (key.isEmpty() || key.length() > SOCKET_KEY_CHARS_MAX) {
      throw new IllegalArgumentException(
          "the key of a frame has 1 to %d characters.".formatted(SOCKET_KEY_CHARS_MAX));
    }
    return key;
  }

  static void checkSocket(Set<String> tags, byte[] attachment) {
    if (tags.size() > SOCKET_TAGS_MAX
        || tags.stream().anyMatch(tag -> tag.length() > SOCKET_TAG_CHARS_MAX)) {
      throw new IllegalArgumentException(
          "a socket has at most %d tags of %d characters."
              .formatted(SOCKET_TAGS_MAX, SOCKET_TAG_CHARS_MAX));
    }
    if (attachment.length > SOCKET_ATTACHMENT_BYTES_MAX) {
      throw new IllegalArgumentException(
          "an attachment has %d bytes, limit %d. Keep the rest in storage."
              .formatted(attachment.length, SOCKET_ATTACHMENT_BYTES_MAX));
    }
  }
}
