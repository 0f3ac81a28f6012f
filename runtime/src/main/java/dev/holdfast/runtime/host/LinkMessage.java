package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.SocketOrder;
import java.util.List;

/** What one node tells another by its {@link NodeLinks}. {@link LinkFormat} has each as bytes. */
sealed interface LinkMessage {
  /**
   * What became of a delivery that came from that node.
   *
   * @param number by which its origin knows it
   */
  record Answered(long number, Answer answer) implements LinkMessage {}

  /**
   * What an object decided for its sockets.
   *
   * @param hub that it is for: one of a run before it at the same address is gone
   */
  record Orders(String hub, ObjectId object, List<SocketOrder> orders) implements LinkMessage {
    public Orders {
      orders = List.copyOf(orders);
    }
  }

  /**
   * A node was removed: which of these deliveries of the asking node does this one still hold?
   *
   * @param round tells its answers from those of rounds before
   */
  record RollCall(String asking, long round, List<Long> numbers) implements LinkMessage {
    public RollCall {
      numbers = List.copyOf(numbers);
    }
  }

  /** Which of those asked for that node holds. All others it has answered, or never had. */
  record Held(String node, long round, List<Long> numbers) implements LinkMessage {
    public Held {
      numbers = List.copyOf(numbers);
    }
  }

  /** For a node's own links, and never sent: all that came before it was received. */
  record Fence(Runnable passed) implements LinkMessage {}
}
