package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.SocketInfo;
import dev.holdfast.runtime.spi.SocketOrder;
import java.util.List;

/**
 * What nodes tell each other about the sockets of objects. Each names the node that it is for: what
 * is for a run of it before this one, at the same address, is nothing to this one.
 */
sealed interface HubMessage extends LinkMessage {
  /** The node that it is for. */
  String to();

  /**
   * What the hub of the receiving node is to carry out. They are numbered as those of a stream, and
   * sent again until they are taken.
   *
   * @param to the node of the hub
   * @param from the node of the object
   * @param stream which of the sender's streams to this hub
   * @param number counts the messages of the stream from 1
   * @param question not 0: the sender wants to know which sockets of the object the hub holds then
   */
  record Orders(
      String to,
      String from,
      int stream,
      long number,
      ObjectId object,
      List<SocketOrder> orders,
      long question)
      implements HubMessage {}

  /**
   * The hub has carried out a stream up to a number.
   *
   * @param to the node of the objects
   * @param from the node of the hub
   * @param again one after it is missing: what follows it is to be sent again
   */
  record Taken(String to, String from, int stream, long upTo, boolean again)
      implements HubMessage {}

  /**
   * Sockets that a hub holds, in one or several parts.
   *
   * @param to the node of the object
   * @param question as of {@link Orders}
   * @param last whether no other part follows
   */
  record Listed(String to, long question, List<SocketInfo> sockets, boolean last)
      implements HubMessage {}
}
