package dev.holdfast.http.call;

import java.time.Duration;

/**
 * Bounds of calls to the outside on one node.
 *
 * @param runningMax attempts under way at once: each has a connection and a virtual thread
 * @param runningPerHostMax of these to one host and port: one that hangs takes this much and no
 *     more
 * @param waitingMax calls that wait for a place: some 1 KB each beside their bodies; past it {@code
 *     Busy}
 * @param waitingPerHostMax of these for one host; past it {@code Busy}
 * @param waitingBytesMax bytes of all waiting calls; past it {@code Busy}
 * @param waitingBytesPerHostMax of these for one host; one call always fits; past it {@code Busy}
 * @param waitMax how long a call may wait for a place; past it {@code Busy}
 * @param connectTimeout how long one address may take to connect before the next is tried, and TLS
 *     to agree: a packet that is lost is sent again after 1 and 3 s
 * @param answerBytesMax body of one answer: what a stored value may hold; past it {@code too-large}
 * @param answersBytesMax bodies being received at once, in all; past it the attempt fails and is
 *     tried again
 * @param answerHeadBytesMax header fields of one answer: servers commonly send less than 8 KiB;
 *     past it {@code too-large}
 * @param idleConnection how long an unused connection is kept: less than the 60 s after which
 *     servers commonly close it
 */
public record CallLimits(
    int runningMax,
    int runningPerHostMax,
    int waitingMax,
    int waitingPerHostMax,
    long waitingBytesMax,
    long waitingBytesPerHostMax,
    Duration waitMax,
    Duration connectTimeout,
    int answerBytesMax,
    long answersBytesMax,
    int answerHeadBytesMax,
    Duration idleConnection) {

  /** What a node starts with. */
  public static final CallLimits DEFAULTS =
      new CallLimits(
          512,
          32,
          20_000,
          10_000,
          64L << 20,
          16L << 20,
          Duration.ofSeconds(30),
          Duration.ofSeconds(5),
          2 << 20,
          128L << 20,
          64 << 10,
          Duration.ofSeconds(30));

  public CallLimits {
    require(
        runningPerHostMax >= 1 && runningPerHostMax <= runningMax,
        "runningPerHostMax is at least 1 and must fit in runningMax");
    require(
        waitingPerHostMax >= 1 && waitingPerHostMax <= waitingMax,
        "waitingPerHostMax is at least 1 and must fit in waitingMax");
    require(
        waitingBytesPerHostMax >= 1 && waitingBytesPerHostMax <= waitingBytesMax,
        "waitingBytesPerHostMax is at least 1 and must fit in waitingBytesMax");
    require(
        answerBytesMax >= 1 && answerBytesMax <= answersBytesMax,
        "answerBytesMax is at least 1 and must fit in answersBytesMax");
    require(answerHeadBytesMax >= 1_024, "answerHeadBytesMax is at least 1024");
    require(
        waitMax.isPositive() && connectTimeout.isPositive() && idleConnection.isPositive(),
        "waitMax, connectTimeout and idleConnection are above zero");
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule + ". Change one of the settings.");
    }
  }
}
