package dev.holdfast.runtime.host;

import dev.holdfast.runtime.spi.Answer;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.DeadLetter;
import org.apache.pekko.actor.Dropped;
import org.apache.pekko.actor.UnhandledMessage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;

/**
 * Answers <em>not done</em> to envelopes that reached nobody: sent to an actor that had just
 * stopped, dropped by a full buffer or queue or when a shard is handed over, or left to a shard
 * that was stopping. Their callers, here or on another node, may try again at once instead of
 * waiting in vain. An answer to another node that was dropped is sent again, as long as that node
 * is there.
 */
final class UndeliveredEnvelopes {
  private static final Answer NOT_DELIVERED =
      new Answer.NotDone("the object was being moved or read back");

  /** Until what filled the queue to the other node may have gone. */
  private static final Duration ANSWER_AGAIN = Duration.ofMillis(100);

  private final ActorSystem<?> system;
  private final BiConsumer<Duration, Runnable> later;

  private UndeliveredEnvelopes(ActorSystem<?> system, BiConsumer<Duration, Runnable> later) {
    this.system = system;
    this.later = later;
  }

  /**
   * From here on.
   *
   * @param later does something after a pause
   */
  static void answer(ActorSystem<?> system, BiConsumer<Duration, Runnable> later) {
    var undelivered = new UndeliveredEnvelopes(system, later);
    var listener =
        system.systemActorOf(undelivered.behavior(), "undelivered-envelopes", Props.empty());
    system.eventStream().tell(new EventStream.Subscribe<>(DeadLetter.class, listener.narrow()));
    system.eventStream().tell(new EventStream.Subscribe<>(Dropped.class, listener.narrow()));
    system
        .eventStream()
        .tell(new EventStream.Subscribe<>(UnhandledMessage.class, listener.narrow()));
  }

  private Behavior<Object> behavior() {
    return Behaviors.receiveMessage(message -> {
      switch (message) {
        case DeadLetter letter -> lost(letter.message(), letter.recipient());
        // An answer that a queue dropped comes as a dead letter, too: once is enough.
        case Dropped dropped -> lost(dropped.message(), ActorRef.noSender());
        case UnhandledMessage unhandled -> lost(unhandled.message(), ActorRef.noSender());
        default -> lost(message, ActorRef.noSender());
      }
      return Behaviors.same();
    });
  }

  private void lost(Object message, ActorRef recipient) {
    switch (message) {
      case Envelope envelope -> envelope.answer(NOT_DELIVERED);
      // What a region or a shard had kept and drops comes so, within a dead letter.
      case Dropped dropped -> lost(dropped.message(), ActorRef.noSender());
      case LinkMessage.Answered answered when recipient != null && isThere(recipient) ->
          later.accept(ANSWER_AGAIN, () -> recipient.tell(late(answered), ActorRef.noSender()));
      default -> {}
    }
  }

  /** The order that opens its socket may have been dropped as well. */
  private static LinkMessage late(LinkMessage.Answered answered) {
    return answered.answer() instanceof Answer.SocketAccepted
        ? new LinkMessage.Answered(answered.number(), new Answer.OutcomeUnknown())
        : answered;
  }

  private boolean isThere(ActorRef recipient) {
    Address address = recipient.path().address();
    for (var member : Cluster.get(system).state().getMembers()) {
      if (member.address().equals(address)) {
        return true;
      }
    }
    return false;
  }
}
