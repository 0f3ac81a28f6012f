package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;
import dev.holdfast.runtime.spi.NodeVitals.Counters;
import dev.holdfast.runtime.spi.NodeVitals.TurnSeen;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what objects do on this node and keeps the newest turns. Callable from any thread. */
class TurnJournal {
  private static final Logger LOG = LoggerFactory.getLogger(TurnJournal.class);

  /** As many turns as the page shows. */
  private static final int RECENT_MAX = 50;

  final LongAdder turns = new LongAdder();
  final LongAdder commits = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder failed = new LongAdder();
  final LongAdder overran = new LongAdder();
  final LongAdder wakes = new LongAdder();
  final LongAdder sleeps = new LongAdder();
  final LongAdder overloaded = new LongAdder();
  final LongAdder commitFailures = new LongAdder();
  final AlarmCounts alarms = new AlarmCounts();
  final TellCounts tells = new TellCounts();

  private final AtomicReferenceArray<TurnSeen> recent = new AtomicReferenceArray<>(RECENT_MAX);
  private final AtomicLong next = new AtomicLong();
  private final List<Consumer<TurnSeen>> listeners = new CopyOnWriteArrayList<>();

  void turn(Instant at, ObjectId object, Delivery delivery, Answer answer, long micros) {
    turns.increment();
    String outcome = outcome(answer);
    TurnSeen seen =
        new TurnSeen(
            at,
            object,
            TypeRuntime.eventName(delivery.event()),
            outcome,
            delivery.correlation(),
            micros);
    recent.set((int) (next.getAndIncrement() % RECENT_MAX), seen);
    for (Consumer<TurnSeen> listener : listeners) {
      show(seen, listener);
    }
  }

  /** The commit of a batch is durable. */
  void committed(Decided decided, InstantSource clock) {
    commits.increment();
    decided.alarms().ifPresent(tally -> tally.count(alarms, clock.instant()));
  }

  /** A page that cannot be told must not undo the turn it would have been told of. */
  private static void show(TurnSeen seen, Consumer<TurnSeen> listener) {
    try {
      listener.accept(seen);
    } catch (RuntimeException e) {
      LOG.warn("a listener failed for a turn of {}; the others are told", seen.object(), e);
    }
  }

  private String outcome(Answer answer) {
    return switch (answer) {
      case Answer.Refused _ -> {
        refused.increment();
        yield "refused";
      }
      case Answer.Failed _, Answer.Unreadable _ -> {
        failed.increment();
        yield "failed";
      }
      case Answer.Overran _ -> {
        overran.increment();
        yield "overran";
      }
      default -> "done";
    };
  }

  List<TurnSeen> recentTurns() {
    List<TurnSeen> newestFirst = new ArrayList<>(RECENT_MAX);
    long newest = next.get() - 1;
    for (long i = newest; i >= 0 && i > newest - RECENT_MAX; i--) {
      TurnSeen seen = recent.get((int) (i % RECENT_MAX));
      if (seen != null) {
        newestFirst.add(seen);
      }
    }
    return newestFirst;
  }

  AutoCloseable onTurn(Consumer<TurnSeen> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  Counters counters() {
    return new Counters(
        turns.sum(),
        commits.sum(),
        refused.sum(),
        failed.sum(),
        overran.sum(),
        wakes.sum(),
        sleeps.sum(),
        overloaded.sum(),
        commitFailures.sum());
  }
}
