package dev.holdfast.http.socket;

import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.SocketInfo;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;
import dev.holdfast.runtime.spi.SocketOrder;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Tells objects that sockets are gone, again until they know. Thread rule: any thread. */
final class Closings {
  private static final int ATTEMPTS_MAX = 30;
  private static final long PAUSE_MILLIS_MAX = 5_000;
  private static final int BYTES = 128;

  private final Hub hub;
  private final HubSockets sockets;

  Closings(Hub hub, HubSockets sockets) {
    this.hub = hub;
    this.sockets = sockets;
  }

  /** The socket is gone, and everything that it brought is delivered. */
  void deliver(HubSocket socket) {
    int code = socket.closeCode();
    deliver(socket.object, socket.info(), code, socket.closeReason(), socket.correlation);
  }

  /** The object believes in a socket that is gone: its opening was given up here meanwhile. */
  void deliver(ObjectId object, SocketOrder.Open open) {
    var info = new SocketInfo(open.socket(), open.tags(), open.attachment());
    deliver(object, info, ControlFrames.BROKEN, "", open.socket().toString());
  }

  private void deliver(
      ObjectId object, SocketInfo socket, int code, String reason, String correlation) {
    // Whether it was its object's last here is known only when it is delivered.
    var closed = new ObjectEvent.SocketClosed(socket.id(), code, reason, false, socket.tags());
    deliver(object, closed, correlation, 1);
  }

  private void deliver(
      ObjectId object, ObjectEvent.SocketClosed closed, String correlation, int attempt) {
    CompletionStage<Answer> told;
    synchronized (sockets.lock(object)) {
      var event =
          new ObjectEvent.SocketClosed(
              closed.socket(),
              closed.code(),
              closed.reason(),
              !sockets.hasAny(object),
              closed.tags());
      told =
          hub.gateway()
              .deliver(
                  new Delivery(
                      object,
                      event,
                      Optional.empty(),
                      Delivery.Reach.EXISTING,
                      correlation,
                      hub.askDeadline(),
                      BYTES));
    }
    told.whenComplete((answer, failure) -> {
      if (attempt < ATTEMPTS_MAX && (failure != null || undecided(answer))) {
        long pause = Math.min(PAUSE_MILLIS_MAX, 20L << Math.min(attempt, 10));
        hub.clock().later(pause, () -> deliver(object, closed, correlation, attempt + 1));
      }
    });
  }

  private static boolean undecided(Answer answer) {
    return switch (answer) {
      case Answer.NotDone _, Answer.OutcomeUnknown(), Answer.TimedOut(), Answer.Overloaded _ ->
          true;
      case Answer.Done(),
          Answer.Replied _,
          Answer.Responded _,
          Answer.SocketAccepted(),
          Answer.Refused _,
          Answer.Missing(),
          Answer.UnknownType(),
          Answer.Failed _,
          Answer.Overran _,
          Answer.OtherBody(),
          Answer.Unreadable _ ->
          false;
    };
  }
}
