package dev.holdfast.http.engine;

import dev.holdfast.http.EdgeLimits;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One event loop, with what its connections share: a clock and a sweep over all of them. */
final class Loop {
  /** Deadlines are kept to a quarter of the shortest, and looked at no more often than this. */
  private static final long SWEEP_MILLIS_MIN = 20;

  private static final long SWEEP_MILLIS_MAX = 1_000;

  final EventLoop events;
  private @Nullable Tended first;
  private long now = System.nanoTime();

  /** A loop that sweeps until the event loop ends. */
  Loop(EventLoop events, EdgeLimits limits) {
    this.events = events;
    long pause = sweepMillis(limits);
    var _ = events.scheduleWithFixedDelay(this::sweep, pause, pause, TimeUnit.MILLISECONDS);
  }

  /** {@link System#nanoTime} as of the last sweep: near enough for deadlines, and free. */
  long now() {
    return now;
  }

  void tend(Tended connection) {
    Tended next = first;
    connection.after = next;
    connection.before = null;
    if (next != null) {
      next.before = connection;
    }
    first = connection;
  }

  void leave(Tended connection) {
    Tended before = connection.before;
    Tended after = connection.after;
    if (before != null) {
      before.after = after;
    } else if (isFirst(connection)) {
      first = after;
    }
    if (after != null) {
      after.before = before;
    }
    connection.before = null;
    connection.after = null;
  }

  // One that has left already is in no list, and before none.
  @SuppressWarnings("ReferenceEquality")
  private boolean isFirst(Tended connection) {
    return first == connection;
  }

  /** Must be called on the loop. Who is asked may leave. */
  void forEach(Consumer<Tended> ask) {
    Tended next = first;
    while (next != null) {
      Tended connection = next;
      next = connection.after;
      ask.accept(connection);
    }
  }

  private void sweep() {
    now = System.nanoTime();
    forEach(connection -> {
      try {
        connection.tick();
      } catch (RuntimeException fault) {
        // It must not keep the sweep from the others, now and ever after.
        connection.failed(fault);
      }
    });
  }

  private static long sweepMillis(EdgeLimits limits) {
    long shortest =
        Stream.of(
                limits.headDeadline(),
                limits.idleTimeout(),
                limits.sockets().pingAfter(),
                limits.sockets().deadAfter())
            .mapToLong(Duration::toMillis)
            .min()
            .orElseThrow();
    return Math.clamp(shortest / 4, SWEEP_MILLIS_MIN, SWEEP_MILLIS_MAX);
  }
}
