package dev.holdfast.runtime.host;

import dev.holdfast.runtime.spi.Answer;
import java.util.Optional;
import java.util.Set;

/** What the actor of one object understands. */
sealed interface ObjectCommand permits Envelope, ObjectCommand.Wake, ObjectCommand.Internal {

  /** Something may be due in the object of that name. */
  record Wake(String entity) implements ObjectCommand {}

  /** Messages of the host to itself; they never leave the node. */
  sealed interface Internal extends ObjectCommand {}

  /** A batch was decided; its early outputs have left. */
  record Decision(Decided decided) implements Internal {}

  /**
   * Deciding went wrong for the whole batch, as when a handler ran past its deadline: read the
   * object back.
   *
   * @param answer for the event that was being decided
   */
  record Abandon(Envelope culprit, Answer answer) implements Internal {}

  /** What became of a message to another object. */
  record TellAnswered(String target, long number, Answer answer) implements Internal {}

  /** Messages to that object may be sent again. */
  record TellAgain(String target) implements Internal {}

  /** What a sender has stored; empty where that could not be read. */
  record SenderRead(String sender, Optional<SenderBooks> books) implements Internal {}

  /** It is time to ask again which of its calls other nodes have. */
  record LookForCalls() implements Internal {}

  /** Which of its calls other nodes have. */
  record CallsFound(Set<Long> elsewhere) implements Internal {}

  /** A node went, and with it sockets of this object. */
  record HubsLost() implements Internal {}

  /** What hubs of other nodes said when they were asked for sockets. */
  record SocketsListed(SocketLists.Said said) implements Internal {}

  /** The node's lease has lapsed: whoever waits in the queue is to ask elsewhere. */
  record Lapsed() implements Internal {}

  /** Leave memory if there is nothing to do; when pressed, also with an alarm that is near. */
  record Sleep(boolean pressed) implements Internal {}

  /** Stop once the queue is empty. */
  record Stop() implements Internal {}

  /** Do not begin what is still in the queue: it has taken long enough to stop. */
  record Enough() implements Internal {}
}
