package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.host.stored.Committed;
import dev.holdfast.runtime.host.stored.ObjectStore;
import dev.holdfast.runtime.host.stored.StoredObject;
import dev.holdfast.runtime.spi.AlarmVitals;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;
import dev.holdfast.runtime.spi.NodeVitals.Counters;
import dev.holdfast.runtime.spi.ObjectGateway;
import dev.holdfast.runtime.spi.SocketHub;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Runs objects on the caller's thread under a clock set by hand: the same deciding, batching,
 * gating and reloading as a node, without actors. Events are worked off in the order they came,
 * before {@link #deliver} returns, unless a commit is held back by the store.
 *
 * <p>Thread rule: one thread.
 */
public final class DeterministicHost implements ObjectGateway {
  private final Map<String, TypeRuntime<?>> types = new HashMap<>();
  private final Map<ObjectId, Activation> awake = new HashMap<>();
  private final ArrayDeque<Activation> ready = new ArrayDeque<>();
  private final ObjectStore store;
  private final HandClock clock;
  private final HostServices services;
  private final OutputRelease outputs;
  private final WakeList wakes = new WakeList();
  private final WatchedTurns turns = new WatchedTurns();
  private final AlarmBounds alarms = new AlarmBounds();
  private boolean running;

  public DeterministicHost(
      Catalogue catalogue,
      Limits limits,
      HandClock clock,
      ObjectStore store,
      SocketHub hub,
      Map<String, String> settings) {
    for (ObjectType<?> type : catalogue.types()) {
      types.put(type.name(), TypeRuntime.of(type));
    }
    this.store = store;
    this.clock = clock;
    this.services = new HostServices(limits, clock, clock::nanos, settings, hub, turns);
    this.outputs = new OutputRelease(store, services);
  }

  @Override
  public CompletionStage<Answer> deliver(Delivery delivery) {
    alarms.begin();
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    TypeRuntime<?> type = types.get(delivery.target().type());
    if (type == null) {
      answer.complete(new Answer.UnknownType());
      return answer;
    }
    long expires = clock.nanos() + delivery.deadline().toNanos();
    Envelope envelope =
        new Envelope(delivery.target().toString(), delivery, answer::complete, expires);
    Activation activation =
        awake.computeIfAbsent(delivery.target(), id -> new Activation(id, type));
    if (activation.gate.offer(envelope)) {
      ready.add(activation);
    } else {
      services.journal().overloaded.increment();
      answer.complete(new Answer.Overloaded("this object's queue is full", Duration.ofSeconds(1)));
    }
    run();
    return answer;
  }

  /**
   * Moves the clock on, stopping at each time at which an alarm is due, in order, across objects;
   * then lets objects sleep that have been idle for their type's time.
   */
  public void advance(Duration time) {
    alarms.begin();
    Instant target = clock.instant().plus(time);
    Set<ObjectId> held = new HashSet<>();
    for (var due = wakes.next(target, held); due.isPresent(); due = wakes.next(target, held)) {
      WakeList.Wake wake = due.get();
      if (wake.at().isAfter(clock.instant())) {
        clock.advance(Duration.between(clock.instant(), wake.at()));
        sleepIdle();
      }
      wake(wake.object());
      if (wakes.contains(wake)) {
        held.add(wake.object()); // its commit did not come through
      }
    }
    clock.advance(Duration.between(clock.instant(), target));
    sleepIdle();
  }

  /** Tells of each turn from now on. */
  public void watch(TurnWatcher watcher) {
    turns.watch(watcher);
  }

  /** Takes over from a host before it, on the same store, when which object wants to be woken. */
  public void takeOver(Map<ObjectId, Instant> wakeTimes) {
    wakeTimes.forEach((object, at) -> wakes.moved(object, Committed.NextWake.at(at, "")));
  }

  /** Lets time pass as with the node down: objects leave memory, and nothing is woken. */
  public void downFor(Duration time) {
    List.copyOf(awake.keySet()).forEach(this::sleep);
    clock.advance(time);
  }

  private void wake(ObjectId object) {
    TypeRuntime<?> type = types.get(object.type());
    if (type != null) {
      ready.add(awake.computeIfAbsent(object, id -> new Activation(id, type)));
      run();
    }
  }

  private void sleepIdle() {
    for (Activation activation : List.copyOf(awake.values())) {
      long idle = clock.nanos() - activation.lastActiveNanos;
      if (idle >= activation.type.definition().idleAfter().toNanos()) {
        sleep(activation.state.id());
      }
    }
  }

  /** Drops an idle object from memory; it is read back by its next event. */
  public void sleep(ObjectId object) {
    Activation activation = awake.get(object);
    if (activation != null && activation.isIdle()) {
      awake.remove(object);
      services.journal().sleeps.increment();
    }
  }

  /** Whether the object is in memory. */
  public boolean isAwake(ObjectId object) {
    return awake.containsKey(object);
  }

  public Counters counters() {
    return services.journal().counters();
  }

  /** What alarms did; what waits is not counted here. */
  public AlarmVitals alarms() {
    return services.journal().alarms.vitals(Optional.empty());
  }

  private void run() {
    if (running) {
      return;
    }
    running = true;
    try {
      while (!ready.isEmpty()) {
        ready.remove().step();
      }
    } finally {
      running = false;
    }
  }

  /** One object in memory. */
  private final class Activation {
    private final TypeRuntime<?> type;
    private final ObjectState state;
    private final Gate gate = new Gate(services.limits());
    private final SnapshotRule snapshots = new SnapshotRule();
    private Optional<BatchDecider> decider = Optional.empty();
    private List<Output> waiting = List.of();
    private boolean loading;
    private boolean committing;
    private long sequence;
    private long lastActiveNanos = clock.nanos();

    Activation(ObjectId id, TypeRuntime<?> type) {
      this.type = type;
      this.state = new ObjectState(id);
    }

    boolean isIdle() {
      return gate.isEmpty() && !committing && !loading;
    }

    void step() {
      if (committing || loading || awake.get(state.id()) != this) {
        return; // one that was stopped does not know what was stored
      }
      if (decider.isEmpty()) {
        load();
        return;
      }
      List<Envelope> batch = DueAlarms.batch(state, gate, services);
      if (batch.isEmpty()) {
        // Woken for nothing: its row was early, or what moved it was never confirmed.
        wakes.moved(state.id(), state.nextWake());
        return;
      }
      lastActiveNanos = clock.nanos();
      Decided decided = decider.get().decide(batch, sequence + 1, TurnWatch.NONE);
      gate.putBack(decided.leftover());
      outputs.release(decided.early(), type);
      decided.committed().ifPresent(commit -> commit(commit, decided));
      ready.add(this);
      alarms.fired(state.id(), batch, clock.instant());
    }

    private void load() {
      loading = true;
      store
          .load(state.id())
          .whenComplete((stored, failure) -> {
            loading = false;
            if (failure == null) {
              loaded(stored);
            } else {
              stop(answerToUnloadable(failure));
            }
            ready.add(this);
            run();
          });
    }

    private void loaded(StoredObject stored) {
      stored.snapshot().ifPresent(s -> state.replay(s.at(), s.changes()));
      for (StoredObject.Event event : stored.events()) {
        state.replay(event.committed().at(), event.committed().changes());
        snapshots.written(Sizes.of(event.committed()));
      }
      sequence = stored.sequence();
      decider = Optional.of(new BatchDecider(type, state, services));
      services.journal().wakes.increment();
    }

    private void commit(Committed committed, Decided decided) {
      committing = true;
      waiting = decided.late();
      store
          .append(state.id(), sequence + 1, committed)
          .whenComplete((_, failure) -> {
            committing = false;
            if (failure == null) {
              services.journal().committed(decided, clock);
              committed(committed);
            } else {
              services.journal().commitFailures.increment();
              stop(CommitFailure.answerFor(failure));
            }
            ready.add(this);
            run();
          });
    }

    private void committed(Committed committed) {
      sequence++;
      committed.wake().ifPresent(next -> wakes.moved(state.id(), next));
      snapshots.written(Sizes.of(committed));
      List<Output> late = waiting;
      waiting = List.of();
      outputs.release(late, type);
      if (snapshots.begin(state.bytes())) {
        store.saveSnapshot(state.snapshot(sequence)).whenComplete((_, _) -> snapshots.ended());
      }
    }

    /** Forgets the activation: those in flight get the answer given, those queued are not done. */
    private void stop(Answer inFlight) {
      awake.remove(state.id(), this);
      CommitFailure.answer(waiting, inFlight);
      waiting = List.of();
      Answer queued = inFlight instanceof Answer.Unreadable ? inFlight : CommitFailure.NOT_DONE;
      gate.drain().forEach(envelope -> envelope.answer(queued));
    }

    private Answer answerToUnloadable(Throwable failure) {
      return CommitFailure.isUnreadable(failure)
          ? new Answer.Unreadable(Ids.fresh(clock.instant()))
          : CommitFailure.NOT_DONE;
    }
  }
}
