package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.host.stored.ObjectStore;
import dev.holdfast.runtime.spi.AlarmVitals;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.CallRunner;
import dev.holdfast.runtime.spi.CallVitals;
import dev.holdfast.runtime.spi.Delivery;
import dev.holdfast.runtime.spi.LeaseVitals;
import dev.holdfast.runtime.spi.NodeVitals;
import dev.holdfast.runtime.spi.ObjectGateway;
import dev.holdfast.runtime.spi.TellVitals;
import dev.holdfast.runtime.spi.WorkVitals;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * Runs objects on a node of a Pekko cluster: one sharded entity type for all of them, its journal
 * and snapshots by Pekko Persistence. The actor system must be a member of a cluster and have a
 * journal plugin that stores {@code Committed} events and serves {@code ObjectSnapshot}s.
 *
 * <p>Thread rule: callable from any thread.
 */
public final class NodeHost implements ObjectGateway, NodeVitals, AutoCloseable {
  /** How often idle objects are looked for; how much longer than its idle time one may stay. */
  private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(1);

  private final Map<String, TypeRuntime<?>> types = new LinkedHashMap<>();
  private final ClusterHubs hubs;
  private final HostServices services;
  private final Laters laters;
  private final ObjectStore store;
  private final AwakeObjects awake;
  private final NearReceivers near = new NearReceivers();
  private final LeaseGate gate;
  private final OutputRelease outputs;
  private final HandlerPool handlers;
  private final CallRunner runner;
  private final LocalWorks works;
  private final Waking waking;
  private final CallDesk desk;
  private final ObjectRegion region;
  private final NodeWire wire;
  private final CallsElsewhere callsElsewhere;
  private final PendingAnswers pending = new PendingAnswers();
  private final List<Cancellable> sweeps;

  /** Takes its part of the shards; takes events at once, and keeps them until it has its part. */
  public NodeHost(ActorSystem<?> system, NodeParts parts) {
    for (ObjectType<?> type : parts.catalogue().types()) {
      types.put(type.name(), TypeRuntime.of(type));
    }
    this.laters = new Laters(parts.ticker());
    this.store = parts.store();
    this.hubs = new ClusterHubs(parts.hub(), this::later);
    this.services = HostServices.of(types, parts, hubs);
    this.awake = new AwakeObjects(parts.limits(), parts.ticker());
    this.gate = new LeaseGate(parts.lease());
    this.outputs = new OutputRelease(parts.store(), services, parts.lease(), gate);
    gate.onChange(awake::lapsed, outputs::releaseWithheld);
    this.handlers = new HandlerPool(parts.threads(), services);
    this.runner = parts.calls();
    this.works = LocalWorks.of(parts, services);
    this.desk =
        new CallDesk(
            services,
            new CallDesk.Ways(runner, works::attempt, this::send, this::later, gate::isValid));
    this.wire = new NodeWire(system, parts.node(), services);
    this.callsElsewhere = new CallsElsewhere(parts.node(), wire.links(), desk, this::later);
    hubs.start(system, wire.links(), awake);
    wire.links().onRemoved(_ -> pending.lookForStrays(this::later));
    wire.links().start();
    UndeliveredEnvelopes.answer(system, this::later);
    this.region =
        new ObjectRegion(
            system, entity -> ObjectActor.create(this, typeOf(entity.getEntityId()), entity));
    Consumer<ObjectId> wake = object -> region.tell(new ObjectCommand.Wake(object.toString()));
    this.waking = new Waking(parts, types.keySet(), services, gate, wake);
    this.sweeps = sweeps(system);
    region.start(system, waking, this::ask);
  }

  /** The role in the cluster by which other nodes know the one of that name. */
  public static String role(String node) {
    return "holdfast-" + node;
  }

  private List<Cancellable> sweeps(ActorSystem<?> system) {
    var every = new Every(system);
    return List.of(
        every.time(SWEEP_INTERVAL, awake::sweep),
        every.time(SWEEP_INTERVAL, waking::count),
        every.time(LeaseGate.LOOK_EVERY, gate::look),
        every.time(Laters.INTERVAL, laters::runDue),
        every.time(ClusterHubs.TICK, hubs::tick),
        every.time(NodeWire.SWEEP_INTERVAL, wire::sweep),
        every.time(PendingAnswers.SWEEP_INTERVAL, pending::sweep));
  }

  @Override
  public CompletionStage<Answer> deliver(Delivery delivery) {
    if (!types.containsKey(delivery.target().type())) {
      return CompletableFuture.completedFuture(new Answer.UnknownType());
    }
    return ask(delivery, region::tell);
  }

  private CompletionStage<Answer> ask(Delivery delivery, Consumer<ObjectCommand> way) {
    Duration deadline = delivery.deadline();
    PendingAnswers.PendingAnswer answer = pending.within(deadline);
    long expires = services.ticker().getAsLong() + deadline.toNanos();
    way.accept(new Envelope(delivery.target().toString(), delivery, answer, expires));
    return answer;
  }

  /** Sends a message of one object to another. */
  void send(Envelope envelope) {
    ActorRef<ObjectCommand> receiver = near.find(envelope.entity());
    if (receiver != null) {
      receiver.tell(envelope);
    } else if (types.containsKey(envelope.delivery().target().type())) {
      region.tell(envelope);
    } else {
      envelope.answer(new Answer.UnknownType());
    }
  }

  void later(Duration pause, Runnable work) {
    laters.add(pause, work);
  }

  private TypeRuntime<?> typeOf(String entity) {
    return Optional.<TypeRuntime<?>>ofNullable(types.get(ObjectId.parse(entity).type()))
        .orElseThrow(() -> new IllegalStateException("no object type for " + entity));
  }

  HostServices services() {
    return services;
  }

  ObjectStore store() {
    return store;
  }

  AwakeObjects awake() {
    return awake;
  }

  NearReceivers near() {
    return near;
  }

  LeaseGate gate() {
    return gate;
  }

  NodeLinks links() {
    return wire.links();
  }

  OutputRelease outputs() {
    return outputs;
  }

  Wakes wakes() {
    return waking.wakes();
  }

  CallDesk desk() {
    return desk;
  }

  CallsElsewhere callsElsewhere() {
    return callsElsewhere;
  }

  HandlerPool handlers() {
    return handlers;
  }

  /** Looks for idle objects now; also done every second. */
  public void sweep() {
    awake.sweep();
  }

  /** Looks for what is due now; also done by timers. */
  public void lookForDue() {
    laters.runDue();
    wakes().look();
  }

  /**
   * Compares the indexes with the journal, from the first object on; also done every hour.
   *
   * @return whether that is this node's to do
   */
  public boolean sweepIndexes() {
    return waking.sweepIndexes();
  }

  @Override
  public Map<String, Long> awakeByType() {
    return AwakeObjects.ofEach(types.keySet(), awake.countByType());
  }

  @Override
  public long awakeBytes() {
    return awake.bytes();
  }

  @Override
  public Map<String, Long> awakeBytesByType() {
    return AwakeObjects.ofEach(types.keySet(), awake.bytesByType());
  }

  @Override
  public Counters counters() {
    return services.journal().counters();
  }

  @Override
  public AlarmVitals alarms() {
    return services.journal().alarms.vitals(waking.counted());
  }

  @Override
  public CallVitals calls() {
    return runner.vitals();
  }

  @Override
  public WorkVitals work() {
    return works.vitals();
  }

  @Override
  public LeaseVitals lease() {
    return gate.vitals();
  }

  @Override
  public TellVitals tells() {
    return services.journal().tells.vitals();
  }

  @Override
  public List<TurnSeen> recentTurns() {
    return services.journal().recentTurns();
  }

  @Override
  public AutoCloseable onTurn(Consumer<TurnSeen> listener) {
    return services.journal().onTurn(listener);
  }

  @Override
  public List<String> unfitBecause() {
    return Stream.of(
            handlers.unfitBecause(),
            works.unfitBecause(),
            gate.unfitBecause(),
            region.unfitBecause())
        .flatMap(Optional::stream)
        .toList();
  }

  /** Blocks until every object of the cluster can be reached from here, but no longer than that. */
  public void awaitReach(Duration most) {
    region.awaitServed(most);
  }

  /** Whether no other node could take over what this one has. */
  public boolean isAlone() {
    return region.isAlone();
  }

  /** Stops the handler threads. End the actor system first: its objects finish what they hold. */
  @Override
  public void close() {
    sweeps.forEach(Cancellable::cancel);
    desk.close();
    works.close();
    handlers.close();
    pending.end();
  }
}
