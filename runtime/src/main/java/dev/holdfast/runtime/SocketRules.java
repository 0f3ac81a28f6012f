package dev.holdfast.runtime;

import java.util.Map;
import java.util.TreeMap;

/**
 * What nodes do with the sockets of one type of objects without asking the object, which may be
 * asleep.
 *
 * @param autoAnswers text messages that the node answers by itself, each with its answer; at most
 *     {@value #AUTO_ANSWERS_MAX}, of at most {@value #AUTO_ANSWER_CHARS_MAX} characters. The object
 *     never sees them, and they do not wake it.
 * @param slowClient what becomes of messages for a client that does not keep up
 * @param framesPerSecondMax messages a second that are read from one socket, in the long run, from
 *     1; twice as many at once. A client that sends faster is read from more slowly, which it feels
 *     as a full TCP window; nothing is lost.
 * @param socketsMax sockets of one object on one node, from 1; further ones are refused with 503
 */
public record SocketRules(
    Map<String, String> autoAnswers,
    SlowClient slowClient,
    int framesPerSecondMax,
    int socketsMax) {

  /** Enough for a ping in two spellings and a few questions about the connection. */
  public static final int AUTO_ANSWERS_MAX = 8;

  /** As Durable Objects have it. */
  public static final int AUTO_ANSWER_CHARS_MAX = 2_048;

  /** As Durable Objects have it: 32,768 sockets of one object. */
  public static final int SOCKETS_MAX = 32_768;

  /** Far above what people and their devices send; a flood of frames is throttled. */
  public static final int FRAMES_PER_SECOND = 1_000;

  /** No automatic answers, slow clients closed, and the bounds above. */
  public static final SocketRules DEFAULTS =
      new SocketRules(Map.of(), SlowClient.CLOSE, FRAMES_PER_SECOND, SOCKETS_MAX);

  public SocketRules {
    autoAnswers = Map.copyOf(autoAnswers);
    require(autoAnswers.size() <= AUTO_ANSWERS_MAX, "a type has at most 8 automatic answers");
    autoAnswers.forEach((text, answer) ->
        require(
            text.length() <= AUTO_ANSWER_CHARS_MAX && answer.length() <= AUTO_ANSWER_CHARS_MAX,
            "an automatic answer and what it answers have at most 2048 characters each"));
    require(framesPerSecondMax >= 1, "framesPerSecondMax must be at least 1");
    require(socketsMax >= 1, "socketsMax must be at least 1");
  }

  /** These rules, and each text message {@code text} is answered with {@code answer}. */
  public SocketRules autoAnswer(String text, String answer) {
    Map<String, String> more = new TreeMap<>(autoAnswers);
    more.put(text, answer);
    return new SocketRules(more, slowClient, framesPerSecondMax, socketsMax);
  }

  /** These rules, with another one for clients that do not keep up. */
  public SocketRules slowClient(SlowClient rule) {
    return new SocketRules(autoAnswers, rule, framesPerSecondMax, socketsMax);
  }

  /** These rules, with this many messages a second from one socket. */
  public SocketRules framesPerSecondMax(int frames) {
    return new SocketRules(autoAnswers, slowClient, frames, socketsMax);
  }

  /** These rules, with this many sockets of one object on one node. */
  public SocketRules socketsMax(int sockets) {
    return new SocketRules(autoAnswers, slowClient, framesPerSecondMax, sockets);
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule + ".");
    }
  }
}
