package dev.holdfast.http.socket;

import java.util.concurrent.TimeUnit;

/**
 * How fast a client may send: so many messages and bytes a second in the long run, twice as many at
 * once. A message is taken when it has been read, so the rate is kept by reading no more for a
 * while.
 *
 * <p>Each message costs time: that of one message or of its bytes, whichever is longer. A socket
 * keeps the instant up to which it has paid, and may be {@value #BURST_SECONDS} seconds ahead.
 *
 * @param messageNanos what a message costs at least
 * @param bytesPerSecond a message of so many bytes costs a second
 */
record InboundRate(long messageNanos, int bytesPerSecond) {
  private static final int BURST_SECONDS = 2;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long BURST_NANOS = BURST_SECONDS * SECOND;

  /** Shorter pauses would be more timers than messages. */
  private static final long PAUSE_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(50);

  static InboundRate of(int messagesPerSecond, int bytesPerSecond) {
    return new InboundRate(SECOND / messagesPerSecond, bytesPerSecond);
  }

  /** The instant up to which a socket has paid once a message of that size was taken. */
  long paid(long paidUntil, long now, int bytes) {
    long from = paidUntil - now > 0 ? paidUntil : now;
    return from + Math.max(messageNanos, bytes * SECOND / bytesPerSecond);
  }

  /** How long no more is to be read, in milliseconds; 0 for no pause. */
  static long pauseMillis(long paidUntil, long now) {
    long ahead = paidUntil - now - BURST_NANOS;
    return ahead <= 0 ? 0 : TimeUnit.NANOSECONDS.toMillis(Math.max(ahead, PAUSE_NANOS_MIN));
  }
}
