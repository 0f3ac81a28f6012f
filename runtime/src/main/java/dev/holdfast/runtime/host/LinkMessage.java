package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.spi.Answer;
import java.util.List;

/** What one node tells another by its {@link NodeLinks}. {@link LinkFormat} has each as bytes. */
sealed interface LinkMessage
    permits LinkMessage.Answered,
        LinkMessage.RollCall,
        LinkMessage.Held,
        LinkMessage.CallsAsked,
        LinkMessage.CallsHeld,
        LinkMessage.Fence,
        HubMessage {
  /**
   * What became of a delivery that came from that node.
   *
   * @param number by which its origin knows it
   */
  record Answered(long number, Answer answer) implements LinkMessage {}

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

  /** An object came to the asking node: which of its calls does this one still have? */
  record CallsAsked(String asking, long question, ObjectId object) implements LinkMessage {}

  /** Those that the node has, by their numbers. At most as many as an object may have. */
  record CallsHeld(String node, long question, List<Long> numbers) implements LinkMessage {
    public CallsHeld {
      numbers = List.copyOf(numbers);
    }
  }

  /** For a node's own links, and never sent: all that came before it was received. */
  record Fence(Runnable passed) implements LinkMessage {}
}
