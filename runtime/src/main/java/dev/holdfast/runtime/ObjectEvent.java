package dev.holdfast.runtime;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** What an object can receive. */
public sealed interface ObjectEvent {
  /** A message from another object or the edge, for {@link DurableObject#onMessage}. */
  record MessageReceived(Message message) implements ObjectEvent {}

  /** An HTTP request, for {@link DurableObject#onRequest}. */
  record RequestReceived(Request request) implements ObjectEvent {}

  /** A client asks for a WebSocket, for {@link DurableObject#onSocketOpen}. */
  record SocketOpening(SocketId socket, Request request) implements ObjectEvent {}

  /**
   * A client sent a message, for {@link DurableObject#onSocketFrame}.
   *
   * @param number from 1 for each socket, without gaps
   * @param previous for the runtime: the newest frame of the socket before this one of which the
   *     hub does not know yet that it came to its end; 0 for none
   */
  record FrameReceived(SocketId socket, long number, Frame frame, long previous)
      implements ObjectEvent {

    /** A frame before which none is on its way. */
    public FrameReceived(SocketId socket, long number, Frame frame) {
      this(socket, number, frame, 0);
    }
  }

  /**
   * An alarm is due, for {@link DurableObject#onAlarm}. It takes effect once: what the handler
   * decides and that the alarm is done commit together.
   *
   * @param due the time it was set for; never after now
   * @param attempt from 1; more after attempts that failed
   * @param late whether it fires more than {@link Limits#ALARM_LATE_AFTER} after that time
   * @param firings how many times of its schedule it stands for, 1 or more
   */
  record AlarmFired(String name, Instant due, int attempt, boolean late, long firings)
      implements ObjectEvent {}

  /**
   * What this object told another was refused there, for {@link DurableObject#onTellRefused}: it
   * had no effect and is not sent again.
   *
   * @param message the stored name of what was told
   */
  record TellRefused(ObjectId target, String message, Refusal refusal) implements ObjectEvent {}

  /**
   * A call that this object asked for came to an end, for {@link DurableObject#onCallEnded}. It
   * takes effect once, whatever the call itself did more than once.
   *
   * @param name what the turn called it that asked for it
   */
  record CallEnded(String name, CallResult result) implements ObjectEvent {}

  /**
   * A question that this object asked another came to an end, for {@link DurableObject#onAnswer}:
   * once for each question, whatever fails.
   *
   * @param name what the turn called it that asked
   * @param target who was asked
   */
  record Answered(String name, ObjectId target, AskOutcome outcome) implements ObjectEvent {
    /** The answer; empty where it came to something else. Throws for an answer of another type. */
    public <R> Optional<R> value(Class<R> type) {
      return outcome instanceof AskOutcome.Replied(Object value)
          ? Optional.of(type.cast(value))
          : Optional.empty();
    }
  }

  /**
   * An operator looks at the object or at what it parked. The runtime deals with it; no handler of
   * the object is called.
   */
  record Operated(Operation operation) implements ObjectEvent {}

  /** What an operator asks. */
  sealed interface Operation {
    /** Which alarms and dead letters there are. */
    record ShowAlarms() implements Operation {}

    /** Try what became this dead letter again, with all its attempts. */
    record Redrive(String letter) implements Operation {}

    /** Forget this dead letter. */
    record Discard(String letter) implements Operation {}
  }

  /**
   * A socket is gone, for {@link DurableObject#onSocketClosed}.
   *
   * @param code the peer's close code; 1006 when the connection broke without one (RFC 6455, 7.1.5)
   * @param last whether the hub now holds no socket of this object
   * @param tags those it had; {@link ObjectContext#sockets} has it no more
   */
  record SocketClosed(SocketId socket, int code, String reason, boolean last, Set<String> tags)
      implements ObjectEvent {
    public SocketClosed {
      tags = Set.copyOf(tags);
    }

    /** A socket that had no tags. */
    public SocketClosed(SocketId socket, int code, String reason, boolean last) {
      this(socket, code, reason, last, Set.of());
    }
  }

  /**
   * A node died with the sockets of this object that it held, for {@link
   * DurableObject#onSocketsLost}. There is no {@link SocketClosed} for them.
   *
   * @param hub what {@link SocketId#hub} of each of them was
   */
  record SocketsLost(String hub) implements ObjectEvent {}
}
