package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectId;

/**
 * The way to other nodes. What is about one object arrives in the order in which it was sent, or
 * not at all.
 */
@FunctionalInterface
interface HubLinks {
  /** Sends; never blocks. Dropped where there is no such node. */
  void send(String node, ObjectId object, HubMessage message);
}
