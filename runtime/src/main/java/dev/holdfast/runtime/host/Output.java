package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Log;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.LogRange;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.SocketOrder;
import java.util.List;

/** Something that leaves an object, once what it rests on is durable. */
sealed interface Output {
  record Reply(Envelope envelope, Answer answer) implements Output {}

  /** A page of a log as the answer to a message; {@code unread} when it cannot be read. */
  record ReplyPage(Envelope envelope, LogRange range, Log<?> log, Answer unread)
      implements Output {}

  /** A page of a log as JSON, as the answer to a request; {@code unread} likewise. */
  record RespondPage(Envelope envelope, LogRange range, String member, Answer unread)
      implements Output {}

  record Sockets(ObjectId object, String hub, List<SocketOrder> orders) implements Output {}
}
