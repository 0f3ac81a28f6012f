package dev.holdfast.bench.contender;

import dev.holdfast.bench.load.ClosedLoop;
import dev.holdfast.bench.load.LoadResult;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.spi.Answer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Objects whose calls hang, beside others. */
final class Callers {
  /** Of one object, and of one turn: what may be unfinished of one is 1,000. */
  private static final int EACH = 500;

  private static final int IN_FLIGHT = 16;
  private static final Duration END_MAX = Duration.ofMinutes(2);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  private final HoldfastSystem system;

  Callers(HoldfastSystem system) {
    this.system = system;
  }

  /** Asks for so many calls of the server; they are asked for when this returns. */
  LoadResult make(String server, int calls) {
    system.setting(Caller.SERVER, server);
    return ClosedLoop.once(
        i ->
            system
                .deliver(caller(i), new Caller.Make(EACH))
                .thenApply(Answer.Done.class::isInstance),
        calls / EACH,
        IN_FLIGHT);
  }

  private static ObjectId caller(int number) {
    return new ObjectId(Caller.TYPE.name(), "caller-" + number);
  }

  /** Waits until so many have ended in all, of callers of so many calls. */
  String await(int calls, long ended) {
    long until = System.nanoTime() + END_MAX.toNanos();
    long seen = ended(calls);
    while (seen < ended && System.nanoTime() - until < 0) {
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
      seen = ended(calls);
    }
    return String.format(Locale.ROOT, "ended=%d", seen);
  }

  private long ended(int calls) {
    AtomicLong sum = new AtomicLong();
    LoadResult _ =
        ClosedLoop.once(
            i ->
                system
                    .deliver(caller(i), new Caller.Ended())
                    .thenApply(answer ->
                        answer instanceof Answer.Replied(Long ended) && sum.addAndGet(ended) >= 0),
            calls / EACH,
            IN_FLIGHT);
    return sum.get();
  }
}
