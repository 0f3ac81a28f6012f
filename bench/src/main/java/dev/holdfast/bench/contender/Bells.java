package dev.holdfast.bench.contender;

import dev.holdfast.bench.load.ClosedLoop;
import dev.holdfast.bench.load.LoadResult;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.spi.Answer;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;

/** Many bells: set, put to sleep, and looked at afterwards in what is stored. */
final class Bells {
  private static final int IN_FLIGHT = 256;

  /** A node holds at most 100,000 awake: those of one batch sleep before the next are set. */
  private static final int BATCH = 50_000;

  private static final Duration RING_MAX = Duration.ofSeconds(150);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  /** An object that was woken twice would ring a second time by then: a wake-up is repeated. */
  private static final Duration SETTLE = Duration.ofSeconds(2);

  private static final long MICROS = 1_000_000;

  /**
   * Bells of one name, each due so much later than the one before.
   *
   * @param dueMillis when the first one is due
   * @param stepMicros 0 for all at once
   */
  record Set(String prefix, int count, long dueMillis, long stepMicros) {
    static Set parse(String[] words) {
      return new Set(
          words[1], Integer.parseInt(words[2]), Long.parseLong(words[3]), Long.parseLong(words[4]));
    }

    ObjectId bell(int number) {
      return new ObjectId(Bell.TYPE.name(), "%s-%d".formatted(prefix, number));
    }

    long dueMicros(int number) {
      return dueMillis * 1_000 + number * stepMicros;
    }

    Instant due(int number) {
      long micros = dueMicros(number);
      return Instant.ofEpochSecond(micros / MICROS, micros % MICROS * 1_000);
    }

    Set part(int count) {
      return new Set(prefix, count, dueMillis, stepMicros);
    }
  }

  private final HoldfastSystem system;

  Bells(HoldfastSystem system) {
    this.system = system;
  }

  /** Sets them and leaves them awake. */
  LoadResult set(Set bells) {
    return set(bells, 0, bells.count());
  }

  private LoadResult set(Set bells, int from, int count) {
    LoadResult result =
        ClosedLoop.once(
            i -> answered(bells.bell(from + i), new Bell.RingAt(bells.due(from + i))),
            count,
            IN_FLIGHT);
    if (result.errors() > 0) {
      throw new IllegalStateException("%d bells could not be set".formatted(result.errors()));
    }
    return result;
  }

  /** Sets them, however many, and leaves them asleep; answers how many are pending. */
  String pend(Set bells) throws SQLException {
    long started = System.nanoTime();
    for (int from = 0; from < bells.count(); from += BATCH) {
      LoadResult _ = set(bells, from, Math.min(BATCH, bells.count() - from));
      system.sleepAll();
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    return String.format(Locale.ROOT, "seconds=%.1f pending=%d", seconds, pending(bells));
  }

  /** How many of them wait to be woken. */
  long pending(Set bells) throws SQLException {
    return new StoredBells(system.dataSource(), bells.prefix()).pending();
  }

  /** Waits until none is to be woken any more, as the database has it. */
  String await(Set bells) throws SQLException {
    StoredBells stored = new StoredBells(system.dataSource(), bells.prefix());
    long until = System.nanoTime() + RING_MAX.toNanos() + spread(bells).toNanos();
    while (stored.isAnyPending()) {
      if (System.nanoTime() - until > 0) {
        return "left=" + pending(bells);
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
    return "left=0";
  }

  private static Duration spread(Set bells) {
    long ahead = Math.max(0, bells.dueMillis() - System.currentTimeMillis());
    return Duration.ofMillis(ahead).plusNanos(bells.count() * bells.stepMicros() * 1_000);
  }

  /**
   * What is stored of them: how many have rung once, more often, and never, by their events and by
   * what each one says; how late, from due time to the writing of the event.
   *
   * @param sinceMillis of how many later ringings to tell
   */
  String rung(Set bells, long sinceMillis) throws SQLException {
    LockSupport.parkNanos(SETTLE.toNanos());
    StoredBells stored = new StoredBells(system.dataSource(), bells.prefix());
    StoredBells.Rings rings = stored.rings(bells.count());
    LoadResult said = ClosedLoop.once(i -> hasRung(bells, i), bells.count(), IN_FLIGHT);
    long[] late = new long[rings.rang()];
    long last = 0;
    long since = 0;
    int n = 0;
    for (int i = 0; i < bells.count(); i++) {
      if (rings.times()[i] > 0) {
        late[n++] = rings.atMicros()[i] - bells.dueMicros(i);
        last = Math.max(last, rings.atMicros()[i]);
        since += rings.atMicros()[i] > sinceMillis * 1_000 ? 1 : 0;
      }
    }
    Arrays.sort(late);
    return String.format(
        Locale.ROOT,
        "once=%d more=%d never=%d unlike=%d early=%d since=%d rate=%.1f p50=%d p99=%d last=%.3f",
        rings.once(),
        rings.rang() - rings.once(),
        bells.count() - rings.rang(),
        said.errors(),
        Arrays.stream(late).filter(micros -> micros < 0).count(),
        since,
        rings.rang() * 1e6 / Math.max(1, last - bells.dueMicros(0)),
        percentile(late, 0.50),
        percentile(late, 0.99),
        last / 1e3);
  }

  private static long percentile(long[] sorted, double share) {
    return sorted.length == 0 ? 0 : sorted[(int) Math.ceil(share * sorted.length) - 1];
  }

  private CompletionStage<Boolean> hasRung(Set bells, int number) {
    return system
        .deliver(bells.bell(number), new Bell.Read())
        .thenApply(answer ->
            answer instanceof Answer.Replied(Bell.Rung rung)
                && rung.times() == 1
                && rung.due().equals(bells.due(number)));
  }

  private CompletionStage<Boolean> answered(ObjectId bell, Bell.Command command) {
    return system.deliver(bell, command).thenApply(Answer.Done.class::isInstance);
  }
}
