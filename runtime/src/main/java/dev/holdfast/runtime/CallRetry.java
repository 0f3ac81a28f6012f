package dev.holdfast.runtime;

import java.time.Duration;

/**
 * How often a {@link Call} is tried and how long it waits in between: first {@code firstPause},
 * then twice as long each time up to {@code pauseMax}, each longer by chance by up to {@code
 * jitterPercent}. An answer with {@code Retry-After} makes the pause at least as long as it says.
 *
 * @param attempts in all, 1 to {@link CallBounds#ATTEMPTS_MAX}
 * @param firstPause above zero, at most {@code pauseMax}
 * @param pauseMax at most {@link CallBounds#PAUSE_MAX}
 * @param jitterPercent 0 to 100: calls that failed together do not come back together
 * @param giveUpAfter from the first attempt: no attempt begins later; at most {@link
 *     CallBounds#GIVE_UP_AFTER_MAX}
 */
public record CallRetry(
    int attempts, Duration firstPause, Duration pauseMax, int jitterPercent, Duration giveUpAfter) {

  /** Ten attempts in some nine minutes: longer than a restart or a deployment takes. */
  public static final CallRetry DEFAULT =
      new CallRetry(10, Duration.ofSeconds(1), Duration.ofMinutes(5), 25, Duration.ofMinutes(15));

  /** One attempt, made when the node has room for it within the same time. */
  public static final CallRetry ONCE = DEFAULT.once();

  public CallRetry {
    require(
        attempts >= 1 && attempts <= CallBounds.ATTEMPTS_MAX,
        "%d attempts. Use 1 to %d.".formatted(attempts, CallBounds.ATTEMPTS_MAX));
    require(
        firstPause.isPositive() && firstPause.compareTo(pauseMax) <= 0,
        "a first pause of %s. Use more than zero and at most pauseMax, %s."
            .formatted(firstPause, pauseMax));
    require(
        pauseMax.compareTo(CallBounds.PAUSE_MAX) <= 0,
        "a longest pause of %s. Use at most %s.".formatted(pauseMax, CallBounds.PAUSE_MAX));
    require(
        jitterPercent >= 0 && jitterPercent <= 100,
        "a jitter of %d %%. Use 0 to 100.".formatted(jitterPercent));
    require(
        giveUpAfter.isPositive() && giveUpAfter.compareTo(CallBounds.GIVE_UP_AFTER_MAX) <= 0,
        "giving up after %s. Use more than zero and at most %s."
            .formatted(giveUpAfter, CallBounds.GIVE_UP_AFTER_MAX));
  }

  /**
   * The same with one attempt alone, for what must not be asked twice by itself. A node that dies
   * between the attempt and its result still makes it again: the other side has to know the
   * idempotency key.
   */
  public CallRetry once() {
    return new CallRetry(1, firstPause, pauseMax, jitterPercent, giveUpAfter);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException("a call cannot be tried with " + otherwise);
    }
  }
}
