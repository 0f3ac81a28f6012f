package dev.holdfast.bench.contender;

import dev.holdfast.bench.load.ClosedLoop;
import dev.holdfast.bench.load.LoadResult;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.spi.Answer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Pairs of pals, one telling the other; what counts is what the other has durably heard. */
final class Pals {
  private static final int IN_FLIGHT = 256;
  private static final Duration HEAR_MAX = Duration.ofSeconds(60);
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  /** Of pals of one name, how many have more than so many events, and when the last was written. */
  private static final String BEYOND =
      "SELECT count(*), (extract(epoch FROM max(written_at)) * 1000000)::bigint FROM journal"
          + " WHERE object >= ? AND object < ? AND sequence = ?";

  private final HoldfastSystem system;

  Pals(HoldfastSystem system) {
    this.system = system;
  }

  /**
   * Tells between awake pairs for so long. The rate is of those that were durably heard, from the
   * first telling to the last hearing; latencies are of the senders' commits.
   */
  String exchange(int pairs, Duration time) {
    long before = heard("to-", pairs);
    long started = System.nanoTime();
    LoadResult told =
        ClosedLoop.run(i -> isDone(sender(i), new Pal.Go("to-" + i)), pairs, IN_FLIGHT, time);
    long drained = System.nanoTime();
    long missing = awaitHeard(pairs, before + told.acknowledged());
    double seconds = (System.nanoTime() - started) / 1e9;
    return String.format(
        Locale.ROOT,
        "rate=%.3f acknowledged=%d errors=%d p50=%.3f p99=%.3f lag=%.3f",
        told.acknowledged() / seconds,
        told.acknowledged(),
        told.errors() + Math.abs(missing),
        told.latencies().micros(0.5),
        told.latencies().micros(0.99),
        (System.nanoTime() - drained) / 1e6);
  }

  private static ObjectId sender(int number) {
    return pal("from-", number);
  }

  private static ObjectId pal(String prefix, int number) {
    return new ObjectId(Pal.TYPE.name(), prefix + number);
  }

  /** What is missing in the end; negative for what was heard twice. */
  private long awaitHeard(int pairs, long expected) {
    long until = System.nanoTime() + HEAR_MAX.toNanos();
    long heard = heard("to-", pairs);
    while (heard < expected && System.nanoTime() - until < 0) {
      heard = heard("to-", pairs);
    }
    return expected - heard;
  }

  private long heard(String prefix, int count) {
    AtomicLong sum = new AtomicLong();
    LoadResult _ =
        ClosedLoop.once(
            i -> ask(pal(prefix, i)).thenApply(n -> sum.addAndGet(n) >= 0), count, IN_FLIGHT);
    return sum.get();
  }

  /** Makes pals that wake from a snapshot and some events, as sleepers do, and has them sleep. */
  LoadResult make(String prefix, int count) {
    LoadResult made = ClosedLoop.once(i -> sleeper(pal(prefix, i)), count, IN_FLIGHT);
    system.sleepAll();
    return made;
  }

  private CompletionStage<Boolean> sleeper(ObjectId pal) {
    return hear(pal, Worker.EVENTS_BEFORE_SNAPSHOT)
        .thenCompose(_ -> system.snapshot(pal))
        .thenCompose(_ -> hear(pal, Worker.EVENTS_AFTER_SNAPSHOT));
  }

  private CompletionStage<Boolean> hear(ObjectId pal, int times) {
    CompletionStage<Boolean> done = CompletableFuture.completedFuture(true);
    for (int i = 0; i < times; i++) {
      done = done.thenCompose(ok -> isDone(pal, new Pal.Hear()).thenApply(more -> ok && more));
    }
    return done;
  }

  /** Wakes each with a question. */
  LoadResult wake(String prefix, int count, int inFlight) {
    return ClosedLoop.once(
        i ->
            ask(pal(prefix, i))
                .thenApply(n -> n == Worker.EVENTS_BEFORE_SNAPSHOT + Worker.EVENTS_AFTER_SNAPSHOT),
        count,
        inFlight);
  }

  /**
   * Has each of them tell one of others as many, and waits until all of those have heard it. The
   * rate is to the writing of the last hearing.
   */
  String tell(String from, String to, int count, int inFlight) throws SQLException {
    long sequence = Worker.EVENTS_BEFORE_SNAPSHOT + Worker.EVENTS_AFTER_SNAPSHOT + 1L;
    long startedMicros = System.currentTimeMillis() * 1_000;
    LoadResult told =
        ClosedLoop.once(i -> isDone(pal(from, i), new Pal.Go(to + i)), count, inFlight);
    long until = System.nanoTime() + HEAR_MAX.toNanos();
    long[] heard = beyond(to, sequence);
    while (heard[0] < count && System.nanoTime() - until < 0) {
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
      heard = beyond(to, sequence);
    }
    long twice = beyond(to, sequence + 1)[0];
    return String.format(
        Locale.ROOT,
        "rate=%.3f acknowledged=%d errors=%d p50=%.3f p99=%.3f",
        heard[0] * 1e6 / Math.max(1, heard[1] - startedMicros),
        told.acknowledged(),
        told.errors() + count - heard[0] + twice,
        told.latencies().micros(0.5),
        told.latencies().micros(0.99));
  }

  /** How many have that event, and when the last of them was written, in microseconds. */
  private long[] beyond(String prefix, long sequence) throws SQLException {
    try (Connection connection = system.dataSource().getConnection();
        PreparedStatement statement = connection.prepareStatement(BEYOND)) {
      statement.setString(1, Pal.TYPE.name() + "/" + prefix);
      // The digits of the number all sort before this.
      statement.setString(2, Pal.TYPE.name() + "/" + prefix + ":");
      statement.setLong(3, sequence);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return new long[] {row.getLong(1), row.getLong(2)};
      }
    }
  }

  private CompletionStage<Boolean> isDone(ObjectId pal, Pal.Command command) {
    return system.deliver(pal, command).thenApply(Answer.Done.class::isInstance);
  }

  private CompletionStage<Long> ask(ObjectId pal) {
    return system
        .deliver(pal, new Pal.Heard())
        .thenApply(answer ->
            switch (answer) {
              case Answer.Replied(Long heard) -> heard;
              default -> throw new IllegalStateException(pal + " answered " + answer);
            });
  }
}
