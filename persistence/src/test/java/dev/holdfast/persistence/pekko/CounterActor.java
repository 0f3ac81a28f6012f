package dev.holdfast.persistence.pekko;

import dev.holdfast.persistence.store.Commits;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.Committed;
import dev.holdfast.runtime.host.stored.ObjectSnapshot;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.SnapshotAdapter;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;

/** Counts its events: the smallest event-sourced actor over the journal. */
final class CounterActor
    extends EventSourcedBehavior<CounterActor.Command, Committed, CounterActor.Count> {
  sealed interface Command {}

  record Add(ActorRef<Count> replyTo) implements Command {}

  record Read(ActorRef<Count> replyTo) implements Command {}

  /** What was counted, and the snapshot's sequence it began from (0 for none). */
  record Count(long events, long fromSnapshot) {}

  CounterActor(ObjectId object) {
    super(PersistenceId.ofUniqueId(object.toString()));
  }

  @Override
  public Count emptyState() {
    return new Count(0, 0);
  }

  @Override
  public CommandHandler<Command, Committed, Count> commandHandler() {
    return (state, command) ->
        switch (command) {
          case Add(ActorRef<Count> replyTo) ->
              Effect()
                  .persist(Commits.append("log", 1, state.events() + 1, new byte[] {1}))
                  .thenRun(replyTo::tell);
          case Read(ActorRef<Count> replyTo) -> {
            replyTo.tell(state);
            yield Effect().none();
          }
        };
  }

  @Override
  public EventHandler<Count, Committed> eventHandler() {
    return (state, _) -> new Count(state.events() + 1, state.fromSnapshot());
  }

  @Override
  public SnapshotAdapter<Count> snapshotAdapter() {
    return new SnapshotAdapter<>() {
      @Override
      public Object toJournal(Count state) {
        throw new UnsupportedOperationException("snapshots are saved through the store");
      }

      @Override
      public Count fromJournal(Object from) {
        long sequence = ((ObjectSnapshot) from).sequence();
        return new Count(sequence, sequence);
      }
    };
  }
}
