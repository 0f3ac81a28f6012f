package dev.holdfast.runtime.host;

import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.Committed;
import dev.holdfast.runtime.host.stored.ObjectSnapshot;
import dev.holdfast.runtime.spi.Answer;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.typed.SnapshotAdapter;
import org.jspecify.annotations.Nullable;

/**
 * One object in memory on a node: its state, the gate in front of it, and where it is in the cycle
 * of loading, idling, deciding and committing.
 *
 * <p>Thread rule: confined to the object's actor, but for what handler threads do while {@link
 * Phase#DECIDING}, when the actor leaves state and decider alone.
 */
final class Activation extends AwakeEntry implements HandlerPool.Work, SnapshotAdapter<Activation> {
  private enum Phase {
    LOADING,
    IDLE,
    DECIDING,
    COMMITTING,
    ASKING_HUBS
  }

  private final NodeHost host;
  private final ObjectState state;
  private final Gate gate;
  private final SnapshotRule snapshots = new SnapshotRule();
  private @Nullable BatchDecider decider;
  private Phase phase = Phase.LOADING;
  private List<Envelope> deciding = List.of();
  private List<Change> beside = List.of();
  private @Nullable Decided committing;
  private @Nullable Throwable failure;
  private @Nullable Answer unreadable;
  private long sequence;
  private boolean stopping;
  private boolean settling;
  private @Nullable Outgoing outgoing;
  private final boolean admitted;

  Activation(NodeHost host, TypeRuntime<?> type, ObjectState state, ActorRef<ObjectCommand> self) {
    super(type, self, host.services().ticker().getAsLong());
    this.host = host;
    this.state = state;
    this.gate = new Gate(host.services().limits());
    this.admitted = host.awake().admit(this);
  }

  /** Snapshots are written by the host, beside the actor: callers never wait for one. */
  @Override
  public Object toJournal(Activation activation) {
    throw new IllegalStateException("the host writes snapshots, not the actor");
  }

  @Override
  public Activation fromJournal(Object stored) {
    ObjectSnapshot snapshot = (ObjectSnapshot) stored;
    state.replay(snapshot.at(), snapshot.changes());
    sequence = snapshot.sequence();
    return this;
  }

  /** An event read back, or the one just handed to the journal, which is applied already. */
  void event(Committed committed) {
    sequence++;
    snapshots.written(Sizes.of(committed));
    if (phase == Phase.LOADING) {
      state.replay(committed.at(), committed.changes());
    }
  }

  void loaded() {
    host.services().journal().wakes.increment();
    decider = new BatchDecider(type, state, host.services());
    holds(state, host.services().hubs());
    host.desk().loaded(state.id(), state.unfinishedCalls());
    if (state.hasRecovery()) {
      outgoing().loaded(state);
    }
    next();
  }

  /**
   * Stays to say so where what is stored cannot be read: one that ended at once would leave some
   * callers to dead letters, and be read for each of the others. Read again after its idle time.
   */
  boolean staysUnreadable() {
    Throwable cause = failure;
    if (phase != Phase.LOADING || cause == null || !CommitFailure.isUnreadable(cause)) {
      return false;
    }
    Answer answer = ActivationReports.unreadable(host.services(), state.id(), cause);
    unreadable = answer;
    failure = null;
    phase = Phase.IDLE;
    refuse(answer);
    if (stopping || !admitted) {
      self.tell(new ObjectCommand.Stop());
    }
    return true;
  }

  void received(Envelope envelope) {
    if (unreadable != null) {
      envelope.answer(unreadable);
      return;
    }
    active(host.services().ticker().getAsLong());
    if (!admitted) {
      ActivationReports.nodeFull(host.services(), envelope);
      // The sweep does not know it; the next event finds another activation, and maybe room.
      self.tell(new ObjectCommand.Stop());
    } else if (stopping || !host.gate().isOpen()) {
      // When stopping it was sent past its shard, which sends nothing any more.
      envelope.answer(stopping ? CommitFailure.NOT_DONE : LeaseGate.NOT_DONE);
    } else if (!gate.offer(envelope)) {
      ActivationReports.queueFull(host.services(), envelope);
    } else {
      host.near().took(envelope, self);
      if (phase == Phase.IDLE) {
        next();
      }
    }
  }

  /** What waits is to be done elsewhere, or later. None of it is left. */
  void refuse(Answer answer) {
    gate.drain().forEach(envelope -> envelope.answer(answer));
  }

  private void next() {
    phase = Phase.IDLE;
    Optional.ofNullable(outgoing).ifPresent(known -> known.calls().resume(state));
    boolean may = host.gate().isOpen(); // decided in vain, it is neither committed nor released
    if (!may) {
      refuse(LeaseGate.NOT_DONE);
    }
    var batch = may ? LostSockets.all(this, state, gate, host.services()) : List.<Envelope>of();
    boolean unsettled = settling && outgoing != null && outgoing.mail().isUnsettled();
    if (!batch.isEmpty() || (may && unsettled)) {
      settling = false;
      deciding = batch;
      beside = outgoing == null ? List.of() : outgoing.mail().beside();
      phase = Phase.DECIDING;
      host.handlers().execute(this);
    } else if (stopping) {
      self.tell(new ObjectCommand.Stop());
    }
  }

  /** Fires what is due, writes down what was delivered. Who is busy does so when it is done. */
  void fireDue() {
    if (phase == Phase.IDLE && unreadable == null) {
      settling = true;
      next();
    }
  }

  /** Its owner says that something is due. */
  void woken() {
    if (!admitted) {
      // No sweep would ever find it; its owner asks again, when there may be room.
      self.tell(new ObjectCommand.Stop());
      return;
    }
    boolean idle = isIdle() && unreadable == null && host.gate().isOpen();
    fireDue();
    if (idle && phase == Phase.IDLE && !stopping) {
      if (state.hasRecovery()) {
        state.refreshRecovery(host.services().clock().instant());
        outgoing().woken(state);
      }
      host.wakes().correct(state.id(), sequence, state.nextWake());
    }
  }

  @Override
  public Decided decide(TurnWatch watch) {
    return Objects.requireNonNull(decider).decide(deciding, sequence + 1, beside, watch);
  }

  @Override
  public void decided(Decided decided) {
    // On the handler's thread: a read is answered without a hop back through the actor.
    try {
      host.outputs().early(decided.early(), type);
    } finally {
      self.tell(new ObjectCommand.Decision(decided));
    }
  }

  @Override
  public void abandoned(@Nullable Envelope culprit, Answer answer) {
    Envelope guilty = culprit == null && !deciding.isEmpty() ? deciding.getFirst() : culprit;
    self.tell(
        guilty == null ? new ObjectCommand.Stop() : new ObjectCommand.Abandon(guilty, answer));
  }

  /** Takes note of a decision; true when there is something to commit. */
  boolean concluded(Decided decided) {
    deciding = List.of();
    if (state.hasMail()) {
      outgoing().mail().decided();
    }
    gate.putBack(decided.leftover());
    holds(state, host.services().hubs());
    if (decided.committed().isEmpty()) {
      goOn(decided);
      return false;
    }
    committing = decided;
    phase = Phase.COMMITTING;
    return true;
  }

  void committed() {
    Decided done = Objects.requireNonNull(committing);
    committing = null;
    host.services().journal().committed(done, host.services().clock());
    done.nextWake().ifPresent(next -> host.wakes().moved(state.id(), next.at()));
    host.outputs().late(done.late(), type);
    if (state.hasRecovery() || outgoing != null) {
      done.committed().ifPresent(committed -> outgoing().committed(committed, state));
    }
    if (snapshots.begin(state.bytes())) {
      ActivationReports.watched(state.id(), host.store().saveSnapshot(state.snapshot(sequence)))
          .whenComplete((_, _) -> snapshots.ended());
    }
    goOn(done);
  }

  private void goOn(Decided done) {
    if (!done.listsWanted()) {
      next();
      return;
    }
    phase = Phase.ASKING_HUBS;
    SocketLists.ask(state, host.services().hubs(), self);
  }

  void listed(SocketLists.Said said) {
    SocketLists.learn(said, state);
    next();
  }

  /** Made when it is needed: most objects tell nobody anything. */
  Outgoing outgoing() {
    Outgoing known = outgoing == null ? new Outgoing(state, host, self) : outgoing;
    outgoing = known;
    return known;
  }

  void culpritAnswered(ObjectCommand.Abandon abandon) {
    ActivationReports.abandoned(host.services(), state.id(), type, abandon);
  }

  boolean isIdle() {
    return phase == Phase.IDLE && gate.isEmpty();
  }

  /**
   * Whether it may sleep: not when an alarm would wake it within its idle time, nor with messages
   * to deliver. That they are delivered it commits first, or it would deliver them again.
   */
  boolean maySleep() {
    boolean underWay = outgoing != null && outgoing.mail().isUnderWay();
    Instant soon = host.services().clock().instant().plus(type.definition().idleAfter());
    return !underWay && isIdle() && state.nextDue().filter(at -> at.isBefore(soon)).isEmpty();
  }

  /** Whether it is to stop at once; otherwise it does when the queue is empty. */
  boolean mayStop() {
    stopping = true;
    return isIdle();
  }

  void failed(Throwable cause) {
    failure = cause;
  }

  /** The actor has ended: whoever still waits learns what is known. */
  void ended() {
    host.awake().remove(this);
    host.near().ended(state.id().toString(), self);
    host.services().journal().sleeps.increment();
    Optional.ofNullable(outgoing).map(Outgoing::tells).ifPresent(TellSender::end);
    if (phase == Phase.COMMITTING) {
      ActivationReports.commitFailed(host.services(), committing, failure);
    }
    deciding.forEach(envelope -> envelope.answer(CommitFailure.NOT_DONE));
    refuse(CommitFailure.NOT_DONE);
  }
}
