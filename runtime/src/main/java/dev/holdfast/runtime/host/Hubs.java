package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.SocketInfo;
import dev.holdfast.runtime.spi.SocketHub;
import dev.holdfast.runtime.spi.SocketOrder;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The hubs that hold sockets of objects, as one node sees them: its own, and those of other nodes.
 *
 * <p>Thread rule: callable from any thread, never blocks.
 */
interface Hubs {
  /** The node's own. */
  SocketHub own();

  /** Whether the hub took its sockets with it; false also as long as that is not known. */
  boolean isLost(String hub);

  /** Has a hub carry out what an object decided, in the order given, as far as it is reached. */
  void carryOut(String hub, ObjectId object, List<SocketOrder> orders);

  /**
   * The open sockets of the object that another node's hub holds, as they are after all that the
   * object had it do before. Fails when the hub does not say in time.
   */
  CompletionStage<List<SocketInfo>> list(String hub, ObjectId object);

  /** Those of a node that is alone: all but its own went with the runs before it. */
  static Hubs alone(SocketHub own) {
    return new Hubs() {
      @Override
      public SocketHub own() {
        return own;
      }

      @Override
      public boolean isLost(String hub) {
        return !own.name().equals(hub);
      }

      @Override
      public void carryOut(String hub, ObjectId object, List<SocketOrder> orders) {
        if (own.name().equals(hub)) {
          own.carryOut(object, orders);
        }
      }

      @Override
      public CompletionStage<List<SocketInfo>> list(String hub, ObjectId object) {
        return CompletableFuture.failedStage(new IllegalStateException("there is no other hub"));
      }
    };
  }
}
