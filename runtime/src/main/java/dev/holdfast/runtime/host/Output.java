package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Log;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.SocketId;
import dev.holdfast.runtime.SocketInfo;
import dev.holdfast.runtime.host.stored.LogRange;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.SocketOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

  /** The sockets that these open once they leave: no hub counts them before. */
  static List<SocketInfo> opening(List<Output> early, List<Output> late) {
    Map<SocketId, SocketInfo> opening = new LinkedHashMap<>();
    for (List<Output> outputs : List.of(early, late)) {
      for (Output output : outputs) {
        if (output instanceof Sockets sockets) {
          gather(sockets.orders(), opening);
        }
      }
    }
    return List.copyOf(opening.values());
  }

  private static void gather(List<SocketOrder> orders, Map<SocketId, SocketInfo> opening) {
    for (SocketOrder order : orders) {
      if (order instanceof SocketOrder.Open open) {
        var socket = new SocketInfo(open.socket(), open.tags(), open.attachment());
        opening.put(open.socket(), socket);
      }
    }
  }
}
