package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.host.stored.Committed;
import dev.holdfast.runtime.host.stored.ObjectStore;
import dev.holdfast.runtime.spi.AlarmVitals;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.CallRunner;
import dev.holdfast.runtime.spi.Delivery;
import dev.holdfast.runtime.spi.NodeLease;
import dev.holdfast.runtime.spi.NodeVitals.Counters;
import dev.holdfast.runtime.spi.ObjectGateway;
import dev.holdfast.runtime.spi.SocketHub;
import dev.holdfast.runtime.spi.TellVitals;
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
  private final Map<ObjectId, DeterministicObject> awake = new HashMap<>();
  private final ArrayDeque<DeterministicObject> ready = new ArrayDeque<>();
  private final ObjectStore store;
  private final HandClock clock;
  private final HostServices services;
  private final OutputRelease outputs;
  private final WakeList wakes = new WakeList();
  private final WatchedTurns turns = new WatchedTurns();
  private final AlarmBounds alarms = new AlarmBounds();
  private final Laters laters;
  private final CallDesk desk;
  private boolean running;

  public DeterministicHost(
      Catalogue catalogue,
      Limits limits,
      HandClock clock,
      ObjectStore store,
      SocketHub hub,
      CallRunner runner,
      Map<String, String> settings) {
    for (ObjectType<?> type : catalogue.types()) {
      types.put(type.name(), TypeRuntime.of(type));
    }
    this.store = store;
    this.clock = clock;
    this.laters = new Laters(clock::nanos);
    this.services =
        new HostServices(types, catalogue, limits, clock, clock::nanos, settings, hub, turns);
    this.outputs =
        new OutputRelease(store, services, NodeLease.ALWAYS, new LeaseGate(NodeLease.ALWAYS));
    this.desk =
        new CallDesk(
            services,
            new CallDesk.Ways(
                runner, new WorksAtOnce(catalogue, limits), this::send, this::later, () -> true));
  }

  @Override
  public CompletionStage<Answer> deliver(Delivery delivery) {
    alarms.begin();
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    long expires = clock.nanos() + delivery.deadline().toNanos();
    send(new Envelope(delivery.target().toString(), delivery, answer::complete, expires));
    return answer;
  }

  void send(Envelope envelope) {
    ObjectId target = envelope.delivery().target();
    TypeRuntime<?> type = types.get(target.type());
    if (type == null) {
      envelope.answer(new Answer.UnknownType());
      return;
    }
    DeterministicObject object = object(target, type);
    if (object.offer(envelope)) {
      ready.add(object);
    } else {
      services.journal().overloaded.increment();
      envelope.answer(new Answer.Overloaded("this object's queue is full", Duration.ofSeconds(1)));
    }
    run();
  }

  private DeterministicObject object(ObjectId id, TypeRuntime<?> type) {
    return awake.computeIfAbsent(id, _ -> new DeterministicObject(this, id, type));
  }

  /** Does something once the clock has moved so far. */
  void later(Duration pause, Runnable work) {
    laters.add(pause, work);
  }

  /**
   * Moves the clock on, stopping at each time at which an alarm is due, in order, across objects;
   * then lets objects sleep that have been idle for their type's time.
   */
  public void advance(Duration time) {
    alarms.begin();
    Instant target = clock.instant().plus(time);
    Set<ObjectId> held = new HashSet<>();
    Instant next = nextTime(target, held);
    for (; !next.isAfter(target); next = nextTime(target, held)) {
      if (next.isAfter(clock.instant())) {
        clock.advance(Duration.between(clock.instant(), next));
        sleepIdle();
      }
      wakes.next(clock.instant(), held).ifPresent(wake -> wake(wake, held));
      doWhatIsDue();
    }
    clock.advance(Duration.between(clock.instant(), target));
    sleepIdle();
  }

  /** When something is to be done next; {@link Instant#MAX} for not by then. */
  private Instant nextTime(Instant upTo, Set<ObjectId> held) {
    Instant wake = wakes.next(upTo, held).map(WakeList.Wake::at).orElse(Instant.MAX);
    Duration pause = laters.untilNext();
    Instant later = pause == null ? Instant.MAX : clock.instant().plus(pause);
    return wake.isBefore(later) ? wake : later;
  }

  private void wake(WakeList.Wake wake, Set<ObjectId> held) {
    TypeRuntime<?> type = types.get(wake.object().type());
    if (type != null) {
      ready.add(object(wake.object(), type).wokenByIndex());
      run();
    }
    if (wakes.contains(wake)) {
      held.add(wake.object()); // its commit did not come through
    }
  }

  private void doWhatIsDue() {
    laters.runDue();
    run();
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

  private void sleepIdle() {
    for (DeterministicObject object : List.copyOf(awake.values())) {
      if (object.isIdleFor(clock.nanos())) {
        sleep(object.id());
      }
    }
  }

  /** As when the node dies: what ends from now on is told to nobody. */
  public void stop() {
    desk.close();
  }

  /** Drops an idle object from memory; it is read back by its next event. */
  public void sleep(ObjectId object) {
    DeterministicObject known = awake.get(object);
    if (known != null && known.isIdle()) {
      awake.remove(object);
      known.ended();
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

  /** What became of messages. */
  public TellVitals tells() {
    return services.journal().tells.vitals();
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

  void forget(DeterministicObject object) {
    if (awake.remove(object.id(), object)) {
      object.ended();
    }
  }

  boolean isCurrent(DeterministicObject object) {
    return awake.get(object.id()) == object;
  }

  /** Has the object looked at again, after what is being done now. */
  void again(DeterministicObject object) {
    ready.add(object);
    run();
  }

  ObjectStore store() {
    return store;
  }

  HandClock clock() {
    return clock;
  }

  HostServices services() {
    return services;
  }

  CallDesk desk() {
    return desk;
  }

  OutputRelease outputs() {
    return outputs;
  }

  WakeList wakes() {
    return wakes;
  }

  AlarmBounds bounds() {
    return alarms;
  }
}
