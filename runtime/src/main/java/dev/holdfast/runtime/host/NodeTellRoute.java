package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.spi.Answer;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * The way of one object's messages through the sharding of a node, and of their answers back.
 *
 * <p>That a message got through is no event of its own for its sender as long as few are on their
 * way: it is picked up when the object decides something anyway, or a little later.
 */
final class NodeTellRoute implements Correspondence.Route {
  /** With more on their way the sender may wait for room to send on: it is told at once. */
  private static final int FEW = TellSender.WINDOW / 2;

  private static final Duration PICKED_UP_AFTER = Duration.ofSeconds(1);

  /** Without the node's lease: it stays in the outbox, and that was no failure of anybody's. */
  private static final Answer LATER =
      new Answer.Overloaded("the node has lost touch with the database", LeaseGate.WAIT);

  private final NodeHost host;
  private final ObjectId id;
  private final ActorRef<ObjectCommand> self;
  private final Queue<ObjectCommand.TellAnswered> gotThrough = new ConcurrentLinkedQueue<>();
  private final AtomicInteger onTheirWay = new AtomicInteger();
  private final AtomicBoolean pickUpDue = new AtomicBoolean();

  NodeTellRoute(NodeHost host, ObjectId id, ActorRef<ObjectCommand> self) {
    this.host = host;
    this.id = id;
    this.self = self;
  }

  @Override
  public void send(Envelope envelope) {
    onTheirWay.incrementAndGet();
    if (host.gate().isValid()) {
      host.send(envelope);
    } else {
      envelope.answer(LATER);
    }
  }

  /** To the activation that sent it: one after it reads what is outstanding, and sends it again. */
  @Override
  public Envelope.Replies replies(String target, long number) {
    return answer -> answered(new ObjectCommand.TellAnswered(target, number, answer));
  }

  private void answered(ObjectCommand.TellAnswered answered) {
    if (onTheirWay.decrementAndGet() >= FEW || !(answered.answer() instanceof Answer.Done)) {
      self.tell(answered);
      return;
    }
    gotThrough.add(answered);
    if (pickUpDue.compareAndSet(false, true)) {
      host.later(PICKED_UP_AFTER, this::handOver);
    }
  }

  /** The object has decided nothing for a while. */
  private void handOver() {
    pickUpDue.set(false);
    for (var next = gotThrough.poll(); next != null; next = gotThrough.poll()) {
      self.tell(next);
    }
  }

  @Override
  public ObjectCommand.@Nullable TellAnswered gotThrough() {
    return gotThrough.poll();
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
