package dev.holdfast.runtime.host;

import dev.holdfast.runtime.spi.Answer;
import org.apache.pekko.actor.DeadLetter;
import org.apache.pekko.actor.Dropped;
import org.apache.pekko.actor.UnhandledMessage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Answers <em>not done</em> to envelopes that reached nobody: sent to an actor that had just
 * stopped, dropped by a full buffer or at the hand-over of a shard, or left to a shard that was
 * stopping. Their callers may try again at once instead of waiting in vain.
 */
final class UndeliveredEnvelopes {
  private static final Answer NOT_DELIVERED =
      new Answer.NotDone("the object was being moved or read back");

  private UndeliveredEnvelopes() {}

  static void answer(ActorSystem<?> system) {
    var listener = system.systemActorOf(behavior(), "undelivered-envelopes", Props.empty());
    system.eventStream().tell(new EventStream.Subscribe<>(DeadLetter.class, listener.narrow()));
    system.eventStream().tell(new EventStream.Subscribe<>(Dropped.class, listener.narrow()));
    system
        .eventStream()
        .tell(new EventStream.Subscribe<>(UnhandledMessage.class, listener.narrow()));
  }

  private static Behavior<Object> behavior() {
    return Behaviors.receiveMessage(message -> {
      Object lost =
          switch (message) {
            case DeadLetter letter -> letter.message();
            case Dropped dropped -> dropped.message();
            case UnhandledMessage unhandled -> unhandled.message();
            default -> message;
          };
      if (lost instanceof Envelope envelope) {
        envelope.answer(NOT_DELIVERED);
      }
      return Behaviors.same();
    });
  }
}
