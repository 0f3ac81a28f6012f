package dev.holdfast.runtime.host;

import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;

/** The way of one object's messages through the sharding of a node, and of their answers back. */
record NodeTellRoute(NodeHost host, ActorRef<ObjectCommand> self) implements TellSender.Route {
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
  public void later(Duration pause, String target) {
    host.later(pause, () -> self.tell(new ObjectCommand.TellAgain(target)));
  }
}
