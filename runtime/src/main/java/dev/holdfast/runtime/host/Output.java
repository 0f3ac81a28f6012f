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

  /** A page of a log as the answer to a message. */
  record ReplyPage(Envelope envelope, LogRange range, Log<?> log) implements Output {}

  /** A page of a log as JSON, as the answer to a request. */
  record RespondPage(Envelope envelope, LogRange range, String member) implements Output {}

  record Sockets(ObjectId object, String hub, List<SocketOrder> orders) implements Output {}
}
