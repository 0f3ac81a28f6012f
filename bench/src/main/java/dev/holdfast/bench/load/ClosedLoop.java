package dev.holdfast.bench.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/**
 * Closed-loop load in process: a number of slots, each with one question in flight; the next is
 * asked where the answer arrives. Every name is asked for once before anything is measured.
 */
public final class ClosedLoop {
  private static final Duration DRAIN_MAX = Duration.ofSeconds(60);

  private enum Phase {
    LEAD_IN,
    MEASURE,
    DRAIN
  }

  private final IntFunction<CompletionStage<Boolean>> ask;
  private final int names;
  private final boolean once;
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger answeredInLead = new AtomicInteger();
  private final CountDownLatch ended;
  private volatile Phase phase = Phase.LEAD_IN;

  private ClosedLoop(
      IntFunction<CompletionStage<Boolean>> ask, int names, int slots, boolean once) {
    this.ask = ask;
    this.names = names;
    this.once = once;
    this.ended = new CountDownLatch(slots);
  }

  /**
   * Asks for each name once and then, for this time, at random.
   *
   * @param ask asks the name of this number; completes with whether the answer was a good one
   */
  public static LoadResult run(
      IntFunction<CompletionStage<Boolean>> ask, int names, int inFlight, Duration time) {
    return new ClosedLoop(ask, names, inFlight, false).run(inFlight, time);
  }

  /** Asks for each name once, measuring that. */
  public static LoadResult once(
      IntFunction<CompletionStage<Boolean>> ask, int names, int inFlight) {
    ClosedLoop loop = new ClosedLoop(ask, names, inFlight, true);
    loop.phase = Phase.MEASURE;
    return loop.run(inFlight, Duration.ZERO);
  }

  private LoadResult run(int inFlight, Duration time) {
    List<Slot> slots = new ArrayList<>();
    long begun = System.nanoTime();
    for (int i = 0; i < inFlight; i++) {
      Slot slot = new Slot(i);
      slots.add(slot);
      slot.next();
    }
    long started = begun;
    if (!once) {
      while (answeredInLead.get() < names) {
        LockSupport.parkNanos(200_000);
      }
      started = System.nanoTime();
      phase = Phase.MEASURE;
      await(time);
      phase = Phase.DRAIN;
    }
    long stopped = System.nanoTime();
    drain();
    double seconds = ((once ? System.nanoTime() : stopped) - started) / 1e9;
    return result(slots, seconds);
  }

  private static LoadResult result(List<Slot> slots, double seconds) {
    Latencies all = new Latencies();
    slots.forEach(slot -> all.add(slot.latencies));
    return new LoadResult(
        slots.stream().mapToLong(slot -> slot.measured).sum(),
        seconds,
        slots.stream().mapToLong(slot -> slot.acknowledged).sum(),
        slots.stream().mapToLong(slot -> slot.errors).sum(),
        0,
        all);
  }

  private static void await(Duration time) {
    long until = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private void drain() {
    try {
      if (!ended.await(DRAIN_MAX.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            "%d questions were never answered".formatted(ended.getCount()));
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while waiting for answers", e);
    }
  }

  /** Its fields are handed on from answer to answer: never two at once. */
  private final class Slot {
    private final SplittableRandom random;
    private final Latencies latencies = new Latencies();
    private long measured;
    private long acknowledged;
    private long errors;

    Slot(int number) {
      random = new SplittableRandom(number);
    }

    void next() {
      Phase now = phase;
      int turn = now == Phase.DRAIN ? 0 : asked.getAndIncrement();
      if (now == Phase.DRAIN || (once && turn >= names)) {
        ended.countDown();
        return;
      }
      int name = turn >= 0 && turn < names ? turn : random.nextInt(names);
      long sentAt = System.nanoTime();
      var _ = ask.apply(name).whenComplete((ok, failure) -> answered(sentAt, turn, ok, failure));
    }

    @SuppressWarnings("NullAway") // whenComplete gives one of the two
    private void answered(long sentAt, int turn, Boolean ok, Throwable failure) {
      if (failure != null || !ok) {
        errors++;
      } else {
        acknowledged++;
        if (phase == Phase.MEASURE) {
          measured++;
          latencies.record(System.nanoTime() - sentAt);
        }
      }
      if (turn < names) {
        answeredInLead.incrementAndGet();
      }
      next();
    }
  }
}
