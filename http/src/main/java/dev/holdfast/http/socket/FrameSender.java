package dev.holdfast.http.socket;

import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Brings a socket's messages to its object, in order, and again until the object has taken them:
 * also with an unknown outcome, because the object drops a number it has seen. At the end it tells
 * the object that the socket is gone. Thread-safe.
 */
final class FrameSender {
  /**
   * How long a message may stay undelivered before the socket is given up. A failover takes 7 s.
   */
  private static final Duration GIVE_UP_AFTER = Duration.ofSeconds(60);

  private static final long PAUSE_MILLIS_MAX = 2_000;

  private final Hub hub;
  private final HubSocket socket;
  private final FrameQueue queue;
  private final AtomicBoolean closing = new AtomicBoolean();

  FrameSender(Hub hub, HubSocket socket, SocketLimits limits) {
    this.hub = hub;
    this.socket = socket;
    this.queue = new FrameQueue(limits.framesWaitingMax(), limits.bytesWaitingMax());
  }

  boolean received(Frame frame) {
    boolean more = queue.add(frame);
    sendNext();
    return more;
  }

  /** The connection is gone: tells the object, after the messages that came before. */
  void closeWhenIdle() {
    if (socket.isGone() && queue.idle() && closing.compareAndSet(false, true)) {
      hub.deliverClosed(socket);
    }
  }

  private void sendNext() {
    FrameQueue.Numbered next = queue.next();
    if (next != null) {
      send(next, 1, System.nanoTime());
    } else {
      closeWhenIdle();
    }
  }

  private void send(FrameQueue.Numbered message, int attempt, long startNanos) {
    var event = new ObjectEvent.FrameReceived(socket.id, message.number(), message.frame());
    hub.gateway()
        .deliver(
            new Delivery(
                socket.object,
                event,
                Optional.empty(),
                Delivery.Reach.EITHER,
                socket.correlation,
                hub.askDeadline(),
                message.frame().size()))
        .whenComplete((answer, failure) ->
            answered(
                message,
                failure == null ? answer : new Answer.OutcomeUnknown(),
                attempt,
                startNanos));
  }

  private void answered(FrameQueue.Numbered message, Answer answer, int attempt, long startNanos) {
    switch (answer) {
      case Answer.Done(), Answer.Replied _, Answer.Responded _, Answer.SocketAccepted() -> taken();
      case Answer.Missing() -> taken();
      case Answer.Refused(var refusal) -> {
        socket.refused(message.number(), refusal.detail());
        taken();
      }
      case Answer.Overloaded(var _, Duration pause) ->
          again(message, attempt, startNanos, pause.toMillis());
      case Answer.NotDone _, Answer.OutcomeUnknown(), Answer.TimedOut() ->
          again(message, attempt, startNanos, 0);
      case Answer.Failed(String errorId) -> giveUp(message, "the object failed", errorId);
      case Answer.Overran(String errorId) -> giveUp(message, "the object took too long", errorId);
      case Answer.Unreadable(String errorId) ->
          giveUp(message, "the object cannot be read", errorId);
      case Answer.UnknownType(), Answer.OtherBody() -> giveUp(message, "the node failed", "");
    }
  }

  private void taken() {
    if (queue.done()) {
      socket.incomingReady();
    }
    sendNext();
  }

  private void again(
      FrameQueue.Numbered message, int attempt, long startNanos, long pauseMillisMin) {
    if (System.nanoTime() - startNanos > GIVE_UP_AFTER.toNanos()) {
      stop(
          ControlFrames.TRY_LATER,
          "message %d was not taken; reconnect and check whether it is there"
              .formatted(message.number()));
      return;
    }
    long backoff = Math.min(PAUSE_MILLIS_MAX, 20L << Math.min(attempt, 10));
    CompletableFuture.delayedExecutor(
            Math.clamp(pauseMillisMin, backoff, PAUSE_MILLIS_MAX), TimeUnit.MILLISECONDS)
        .execute(() -> send(message, attempt + 1, startNanos));
  }

  // A message that the object cannot handle is not dropped in silence: the client is told which.
  private void giveUp(FrameQueue.Numbered message, String why, String errorId) {
    String found = errorId.isEmpty() ? "" : " (error " + errorId + ")";
    stop(
        ControlFrames.FAILED,
        "message %d had no effect: %s%s".formatted(message.number(), why, found));
  }

  private void stop(int code, String reason) {
    queue.stop();
    socket.end(code, reason);
    closeWhenIdle();
  }
}
