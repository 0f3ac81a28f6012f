package dev.holdfast.node;

import com.typesafe.config.Config;
import dev.holdfast.http.EdgeLimits;
import dev.holdfast.http.call.CallLimits;
import dev.holdfast.http.socket.SocketLimits;
import dev.holdfast.persistence.store.StoreLimits;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.host.WorkLimits;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The limits of every part of the node, read from their blocks below {@code holdfast}. A key is the
 * component's name in lower case with dashes; {@code limits.request-bytes-max} counts for the
 * runtime and for the edge, so that the two cannot disagree.
 */
record LimitsConfig(
    Limits runtime, EdgeLimits edge, StoreLimits store, CallLimits calls, WorkLimits work) {
  private static final String RUNTIME = "holdfast.limits";
  private static final String EDGE = "holdfast.edge";
  private static final String SOCKETS = "holdfast.sockets";
  private static final String STORE = "holdfast.store";
  private static final String CALLS = "holdfast.calls";
  private static final String WORK = "holdfast.work";
  private static final Pattern WORD_BEGINS = Pattern.compile("(?<=[a-z])[A-Z]");

  /** Keys whose value is a rate: one word or an object, so the defaults do not show both forms. */
  static final List<String> RATES =
      List.of(EDGE + ".caller-rate", EDGE + ".loopback-rate", EDGE + ".webhook-rate");

  /**
   * Reads and checks them. Throws {@link NodeConfigException}, or the library's exception for a
   * value of another type, naming the key that is wrong.
   */
  static LimitsConfig of(Config all) {
    Limits runtime = checked(RUNTIME, () -> runtime(new LimitsBlock(all, RUNTIME)));
    SocketLimits sockets = checked(SOCKETS, () -> sockets(new LimitsBlock(all, SOCKETS)));
    EdgeLimits edge =
        checked(EDGE, () -> edge(new LimitsBlock(all, EDGE), runtime.requestBytesMax(), sockets));
    StoreLimits store = checked(STORE, () -> store(new LimitsBlock(all, STORE)));
    CallLimits calls = checked(CALLS, () -> calls(new LimitsBlock(all, CALLS)));
    WorkLimits work =
        checked(WORK, () -> work(new LimitsBlock(all, WORK), all.getInt("holdfast.work-threads")));
    requireFit(runtime, edge, calls);
    requireConnections(store, new LimitsBlock(all, "holdfast").count("db-pool"));
    return new LimitsConfig(runtime, edge, store, calls, work);
  }

  private static Limits runtime(LimitsBlock block) {
    return new Limits(
        block.bytes("value-bytes-max"),
        block.bytesInAll("object-bytes-max"),
        block.bytes("request-bytes-max"),
        block.bytes("response-bytes-max"),
        block.count("batch-events-max"),
        block.bytes("batch-bytes-max"),
        block.count("queue-events-max"),
        block.bytesInAll("queue-bytes-max"),
        block.count("answers-max"),
        block.bytesInAll("answer-bytes-max"),
        block.time("answers-kept-for"),
        block.time("handler-deadline"),
        block.time("ask-deadline"),
        block.count("alarms-max"),
        block.count("dead-letters-max"),
        block.count("outbox-max"),
        block.bytesInAll("outbox-bytes-max"),
        block.count("calls-max"),
        block.bytesInAll("calls-bytes-max"),
        block.count("questions-max"),
        block.count("senders-max"),
        block.count("awake-objects-max"),
        block.bytesInAll("awake-bytes-max"));
  }

  private static EdgeLimits edge(LimitsBlock block, int bodyBytesMax, SocketLimits sockets) {
    return new EdgeLimits(
        bodyBytesMax,
        block.bytes("webhook-bytes-max"),
        block.count("uri-chars-max"),
        block.count("headers-max"),
        block.count("header-chars-max"),
        block.time("head-deadline"),
        block.time("idle-timeout"),
        block.time("body-deadline"),
        block.count("requests-max"),
        block.bytesInAll("bodies-bytes-max"),
        block.count("connections-max"),
        block.rate("caller-rate"),
        block.rate("loopback-rate"),
        block.rate("webhook-rate"),
        block.count("callers-max"),
        block.count("live-listeners-max"),
        block.time("drain-notice"),
        block.time("drain-deadline"),
        sockets);
  }

  private static SocketLimits sockets(LimitsBlock block) {
    return new SocketLimits(
        block.bytes("frame-bytes-max"),
        block.count("frames-waiting-max"),
        block.bytes("bytes-waiting-max"),
        block.count("frames-under-way-max"),
        block.count("object-frames-under-way-max"),
        block.bytes("bytes-per-second-max"),
        block.count("queue-frames-max"),
        block.bytes("queue-bytes-max"),
        block.bytesInAll("held-bytes-max"),
        block.count("page-entries"),
        block.count("sockets-max"),
        block.time("attach-deadline"),
        block.time("ping-after"),
        block.time("dead-after"),
        block.isOn("deflate"));
  }

  private static StoreLimits store(LimitsBlock block) {
    return new StoreLimits(
        block.count("writers"),
        block.count("appends-waiting"),
        block.bytesInAll("append-bytes-waiting"),
        block.count("batch-count"),
        block.bytesInAll("batch-bytes"),
        block.bytesInAll("event-bytes"),
        block.count("load-readers"),
        block.count("loads-waiting"),
        block.count("load-batch"),
        block.count("log-readers"),
        block.count("log-reads-waiting"),
        block.count("snapshots-waiting"),
        block.bytesInAll("snapshot-bytes-waiting"),
        block.time("close-wait"));
  }

  private static CallLimits calls(LimitsBlock block) {
    return new CallLimits(
        block.count("running-max"),
        block.count("running-per-host-max"),
        block.count("waiting-max"),
        block.count("waiting-per-host-max"),
        block.bytesInAll("waiting-bytes-max"),
        block.bytesInAll("waiting-bytes-per-host-max"),
        block.time("wait-max"),
        block.time("connect-timeout"),
        block.bytes("answer-bytes-max"),
        block.bytesInAll("answers-bytes-max"),
        block.bytes("answer-head-bytes-max"),
        block.time("idle-connection"));
  }

  private static WorkLimits work(LimitsBlock block, int threads) {
    return new WorkLimits(
        WorkLimits.threads(threads),
        block.count("waiting-max"),
        block.count("waiting-per-work-max"),
        block.bytesInAll("waiting-bytes-max"),
        block.bytesInAll("waiting-bytes-per-work-max"));
  }

  /** What is larger than an object's queue would be refused however empty the queue is. */
  private static void requireFit(Limits runtime, EdgeLimits edge, CallLimits calls) {
    long queue = runtime.queueBytesMax();
    requireAtMost(
        SOCKETS + ".frame-bytes-max",
        edge.sockets().frameBytesMax(),
        RUNTIME + ".queue-bytes-max",
        queue);
    requireAtMost(
        EDGE + ".webhook-bytes-max", edge.webhookBytesMax(), RUNTIME + ".queue-bytes-max", queue);
    requireAtMost(
        CALLS + ".answer-bytes-max", calls.answerBytesMax(), RUNTIME + ".queue-bytes-max", queue);
  }

  /** A thread of the store holds a connection while it works: more threads only wait for one. */
  private static void requireConnections(StoreLimits store, int connections) {
    requireAtMost(STORE + ".writers", store.writers(), "holdfast.db-pool", connections);
    requireAtMost(STORE + ".load-readers", store.loadReaders(), "holdfast.db-pool", connections);
    requireAtMost(STORE + ".log-readers", store.logReaders(), "holdfast.db-pool", connections);
  }

  private static void requireAtMost(String key, long value, String other, long most) {
    if (value > most) {
      throw new NodeConfigException(
          "%s is %d, more than %s, which is %d. Lower the first or raise the second."
              .formatted(key, value, other, most));
    }
  }

  /** The records name their components; who reads the message has keys. */
  private static <T> T checked(String block, Supplier<T> read) {
    try {
      return read.get();
    } catch (IllegalArgumentException e) {
      String rule =
          WORD_BEGINS
              .matcher(String.valueOf(e.getMessage()))
              .replaceAll(word -> "-" + word.group().toLowerCase(Locale.ROOT));
      throw new NodeConfigException(block + ": " + rule, e);
    }
  }
}
