package dev.holdfast.http.socket;

import dev.holdfast.http.socket.FrameQueue.Numbered;
import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Brings a socket's messages to its object, in order, and again until the object has taken them:
 * also with an unknown outcome, because the object drops a number it has seen. At the end it tells
 * the object that the socket is gone. Thread-safe.
 */
final class FrameSender {
  /**
   * How long none of the messages may be taken before the socket is given up. A failover takes 7 s.
   */
  private static final Duration GIVE_UP_AFTER = Duration.ofSeconds(60);

  private static final long PAUSE_MILLIS_MAX = 2_000;

  private final Hub hub;
  private final HubSocket socket;
  private final Inflow inflow;
  private final FrameQueue queue;

  FrameSender(Hub hub, HubSocket socket, Inflow inflow) {
    this.hub = hub;
    this.socket = socket;
    this.inflow = inflow;
    this.queue = new FrameQueue(hub.limits(), hub.held, hub.underWay(socket.object));
  }

  void received(Frame frame) {
    queue.add(frame);
    handOver();
  }

  /** Whether more should be read from the client. */
  boolean roomy() {
    return queue.roomy();
  }

  /** The connection is gone: tells the object, after the messages that came before. */
  void closeWhenIdle() {
    if (socket.isGone() && queue.finish()) {
      hub.closings().deliver(socket);
    }
  }

  private void handOver() {
    if (queue.beginHandingOver()) {
      for (Numbered next = next(); next != null; next = next()) {
        send(next);
      }
    }
    closeWhenIdle();
  }

  private @Nullable Numbered next() {
    return queue.next(hub.clock().nanos());
  }

  private void send(Numbered message) {
    var event =
        new ObjectEvent.FrameReceived(socket.id, message.number, message.frame, message.previous());
    Delivery delivery =
        new Delivery(
            socket.object,
            event,
            Optional.empty(),
            Delivery.Reach.EITHER,
            socket.correlation,
            hub.askDeadline(),
            message.frame.size());
    delivered(delivery)
        .whenComplete((answer, failure) ->
            answered(message, failure == null ? answer : new Answer.OutcomeUnknown()));
  }

  /** A gateway that throws, which none should, must not leave the messages after it behind. */
  private CompletionStage<Answer> delivered(Delivery delivery) {
    try {
      return hub.gateway().deliver(delivery);
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  private void answered(Numbered message, Answer answer) {
    switch (answer) {
      case Answer.Done(), Answer.Replied _, Answer.Responded _, Answer.SocketAccepted() ->
          taken(message);
      case Answer.Missing() -> taken(message);
      case Answer.Refused(var refusal) -> {
        socket.refused(message.number, refusal.detail());
        taken(message);
      }
      case Answer.Overloaded(var _, Duration pause) -> again(message, pause.toMillis());
      case Answer.NotDone _, Answer.OutcomeUnknown(), Answer.TimedOut() -> again(message, 0);
      case Answer.Failed(String errorId) -> giveUp(message, "the object failed", errorId);
      case Answer.Overran(String errorId) -> giveUp(message, "the object took too long", errorId);
      case Answer.Unreadable(String errorId) ->
          giveUp(message, "the object cannot be read", errorId);
      case Answer.UnknownType(), Answer.OtherBody() -> giveUp(message, "the node failed", "");
    }
  }

  private void taken(Numbered message) {
    queue.taken(message, hub.clock().nanos());
    inflow.readOn();
    handOver();
  }

  private void again(Numbered message, long pauseMillisMin) {
    if (queue.nanosWithoutProgress(message, hub.clock().nanos()) > GIVE_UP_AFTER.toNanos()) {
      stop(
          ControlFrames.TRY_LATER,
          "message %d was not taken; reconnect and check whether it is there"
              .formatted(message.number));
      return;
    }
    queue.failed(message);
    // Those behind it fail with it, for it; they wait for the same pause.
    int pauses = queue.beginPause();
    if (pauses > 0) {
      long backoff = Math.min(PAUSE_MILLIS_MAX, 20L << Math.min(pauses, 10));
      long pause = Math.clamp(pauseMillisMin, backoff, PAUSE_MILLIS_MAX);
      hub.clock()
          .later(
              pause,
              () -> {
                queue.endPause();
                handOver();
              });
    }
  }

  // A message that the object cannot handle is not dropped in silence: the client is told which.
  private void giveUp(Numbered message, String why, String errorId) {
    String found = errorId.isEmpty() ? "" : " (error " + errorId + ")";
    stop(
        ControlFrames.FAILED,
        "message %d had no effect: %s%s".formatted(message.number, why, found));
  }

  private void stop(int code, String reason) {
    queue.stop();
    socket.end(code, reason);
    closeWhenIdle();
  }
}
