package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.Committed;
import dev.holdfast.runtime.host.stored.StoredObject;
import dev.holdfast.runtime.spi.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One object in memory of a {@link DeterministicHost}. Thread rule: that of its host. */
final class DeterministicObject implements Correspondence.Route {
  private final DeterministicHost host;
  private final TypeRuntime<?> type;
  private final ObjectState state;
  private final Gate gate;
  private final Correspondence mail;
  private final SnapshotRule snapshots = new SnapshotRule();
  private Optional<BatchDecider> decider = Optional.empty();
  private List<Output> waiting = List.of();
  private boolean loading;
  private boolean committing;
  private boolean settling;
  private long sequence;
  private long lastActiveNanos;

  DeterministicObject(DeterministicHost host, ObjectId id, TypeRuntime<?> type) {
    this.host = host;
    this.type = type;
    this.state = new ObjectState(id);
    this.gate = new Gate(host.services().limits());
    this.mail = new Correspondence(state, host.services(), this);
    this.lastActiveNanos = host.clock().nanos();
  }

  ObjectId id() {
    return state.id();
  }

  boolean offer(Envelope envelope) {
    return gate.offer(envelope);
  }

  DeterministicObject wokenByIndex() {
    settling = true;
    return this;
  }

  boolean isIdle() {
    return gate.isEmpty() && !committing && !loading;
  }

  /** Whether it may sleep. What it has read of others it writes down first. */
  boolean isIdleFor(long now) {
    boolean idle = now - lastActiveNanos >= type.definition().idleAfter().toNanos();
    if (idle && mail.senders().isUnsettled()) {
      host.again(wokenByIndex());
    }
    return idle && !mail.tells().isBusy() && !mail.senders().isBusy();
  }

  void step() {
    if (committing || loading || !host.isCurrent(this)) {
      return; // one that was stopped does not know what was stored
    }
    if (decider.isEmpty()) {
      load();
      return;
    }
    List<Envelope> batch = DueAlarms.batch(state, gate, host.services());
    boolean settles = settling && mail.isUnsettled();
    settling = false;
    if (batch.isEmpty() && !settles) {
      // Woken for nothing: its row was early, or what moved it was never confirmed.
      state.refreshRecovery(host.clock().instant());
      host.wakes().moved(state.id(), state.nextWake());
      return;
    }
    decide(batch, decider.get());
  }

  private void decide(List<Envelope> batch, BatchDecider ready) {
    lastActiveNanos = host.clock().nanos();
    Decided decided = ready.decide(batch, sequence + 1, mail.beside(), TurnWatch.NONE);
    mail.decided();
    gate.putBack(decided.leftover());
    host.outputs().early(decided.early(), type);
    decided.committed().ifPresent(commit -> commit(commit, decided));
    host.again(this);
    host.bounds().fired(state.id(), batch, host.clock().instant());
  }

  private void load() {
    loading = true;
    host.store()
        .load(state.id())
        .whenComplete((stored, failure) -> {
          loading = false;
          if (failure == null) {
            loaded(stored);
          } else {
            stop(answerToUnloadable(failure));
          }
          host.again(this);
        });
  }

  private void loaded(StoredObject stored) {
    stored.snapshot().ifPresent(s -> state.replay(s.at(), s.changes()));
    for (StoredObject.Event event : stored.events()) {
      state.replay(event.committed().at(), event.committed().changes());
      snapshots.written(Sizes.of(event.committed()));
    }
    sequence = stored.sequence();
    decider = Optional.of(new BatchDecider(type, state, host.services()));
    host.services().journal().wakes.increment();
    mail.loaded();
    host.desk().loaded(state.id(), state.unfinishedCalls());
    if (state.hasCalls()) {
      begin(state.calls().all());
    }
  }

  private void commit(Committed committed, Decided decided) {
    committing = true;
    waiting = decided.late();
    host.store()
        .append(state.id(), sequence + 1, committed)
        .whenComplete((_, failure) -> {
          committing = false;
          if (failure == null) {
            host.services().journal().committed(decided, host.clock());
            committed(committed);
          } else {
            host.services().journal().commitFailures.increment();
            stop(CommitFailure.answerFor(failure));
          }
          host.again(this);
        });
  }

  private void committed(Committed committed) {
    sequence++;
    committed.wake().ifPresent(next -> host.wakes().moved(state.id(), next));
    snapshots.written(Sizes.of(committed));
    List<Output> late = waiting;
    waiting = List.of();
    host.outputs().late(late, type);
    mail.committed(committed);
    calls(committed.changes());
    if (snapshots.begin(state.bytes())) {
      host.store().saveSnapshot(state.snapshot(sequence)).whenComplete((_, _) -> snapshots.ended());
    }
  }

  private void calls(List<Change> changes) {
    if (changes.contains(new Change.Destroyed())) {
      host.desk().forget(state.id());
    }
    begin(Calls.asked(changes));
  }

  private void begin(List<Change.CallAsked> calls) {
    if (!host.desk().begin(state.id(), calls)) {
      throw new IllegalStateException("more calls than a node has room for");
    }
  }

  /** Forgets the activation: those in flight get the answer given, those queued are not done. */
  private void stop(Answer inFlight) {
    host.forget(this);
    CommitFailure.answer(waiting, inFlight);
    waiting = List.of();
    Answer queued = inFlight instanceof Answer.Unreadable ? inFlight : CommitFailure.NOT_DONE;
    gate.drain().forEach(envelope -> envelope.answer(queued));
  }

  /** It has left memory. */
  void ended() {
    mail.tells().end();
  }

  private Answer answerToUnloadable(Throwable failure) {
    return CommitFailure.isUnreadable(failure)
        ? new Answer.Unreadable(Ids.fresh(host.clock().instant()))
        : CommitFailure.NOT_DONE;
  }

  @Override
  public void send(Envelope envelope) {
    host.send(envelope);
  }

  @Override
  public Envelope.Replies replies(String target, long number) {
    return answer -> {
      if (host.isCurrent(this)) {
        mail.tells().answered(target, number, answer);
      }
    };
  }

  @Override
  public void readSender(String sender) {
    ObjectId object = ObjectId.parse(sender);
    host.store()
        .load(object)
        .thenApply(stored -> SenderBooks.of(object, stored, id()))
        .whenComplete((books, _) -> mail.senders().arrived(sender, Optional.ofNullable(books)));
  }

  @Override
  public void later(Duration pause, String target) {
    host.later(
        pause,
        () -> {
          if (host.isCurrent(this)) {
            mail.tells().again(target);
          }
        });
  }
}
