package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.wire.SocketOrderFormat;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.SocketOrder;
import java.util.ArrayList;
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
    /** Of one message: one that holds up all others of its link for long is no good. */
    static final int BYTES_MAX = 1 << 20;

    public Orders {
      orders = List.copyOf(orders);
    }

    /** All of them in their order, in as many messages as it takes. */
    static List<Orders> of(String hub, ObjectId object, List<SocketOrder> orders) {
      List<Orders> parts = new ArrayList<>(1);
      int start = 0;
      long bytes = 0;
      for (int i = 0; i < orders.size(); i++) {
        int next = SocketOrderFormat.bytes(orders.get(i));
        if (i > start && bytes + next > BYTES_MAX) {
          parts.add(new Orders(hub, object, orders.subList(start, i)));
          start = i;
          bytes = 0;
        }
        bytes += next;
      }
      if (start < orders.size()) {
        parts.add(new Orders(hub, object, orders.subList(start, orders.size())));
      }
      return parts;
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
