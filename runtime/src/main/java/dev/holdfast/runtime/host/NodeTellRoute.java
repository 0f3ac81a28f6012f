package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectId;
import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/** The way of one object's messages through the sharding of a node, and of their answers back. */
record NodeTellRoute(NodeHost host, ObjectId id, ActorRef<ObjectCommand> self)
    implements Correspondence.Route {
  @Override
  public void send(Envelope envelope) {
    host.send(envelope);
  }

  /** To the activation that sent it: one after it reads what is outstanding, and sends it again. */
  @Override
  public Envelope.Replies replies(String target, long number) {
    return answer -> self.tell(new ObjectCommand.TellAnswered(target, number, answer));
  }

  @Override
  public void readSender(String sender) {
    ObjectId object = ObjectId.parse(sender);
    host.store()
        .load(object)
        .thenApply(stored -> SenderBooks.of(object, stored, id))
        .whenComplete((books, _) ->
            self.tell(new ObjectCommand.SenderRead(sender, Optional.ofNullable(books))));
  }

  @Override
  public void later(Duration pause, String target) {
    host.later(pause, () -> self.tell(new ObjectCommand.TellAgain(target)));
  }
}
