package dev.holdfast.runtime.spi;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.SocketInfo;
import java.util.List;

/**
 * Holds the connections of one node. Objects come and go behind it; the connections stay.
 *
 * <p>Thread rule: callable from any thread, never blocks. Orders for one object come one at a time,
 * in the order the object gave them.
 */
public interface SocketHub {
  /** That of its node: unique for this node and this run of it. */
  String name();

  /**
   * Carries out what an object decided, in order. Sockets that are gone meanwhile are passed over.
   * Only called after the commit.
   */
  void carryOut(ObjectId object, List<SocketOrder> orders);

  /** The open sockets of the object that this hub holds. */
  List<SocketInfo> sockets(ObjectId object);
}
