package dev.holdfast.runtime.spi;

import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.Response;
import java.time.Duration;

/** What became of a delivery. */
public sealed interface Answer {
  /** It took effect (or needed none) and the object answered nothing. */
  record Done() implements Answer {}

  /** The object answered a message. */
  record Replied(Object value) implements Answer {}

  /** The object answered a request. */
  record Responded(Response response) implements Answer {}

  /**
   * The object accepted the socket: its {@link SocketOrder.Open} has reached the hub before this.
   */
  record SocketAccepted() implements Answer {}

  /** The object refused. */
  record Refused(Refusal refusal) implements Answer {}

  /** {@link Delivery.Reach#EXISTING} was asked and there is no such object. */
  record Missing() implements Answer {}

  /** The node knows no object type of that name. */
  record UnknownType() implements Answer {}

  /** The handler threw, or what it decided breaks a bound; {@code errorId} is in the node's log. */
  record Failed(String errorId) implements Answer {}

  /** The handler ran past its deadline and was abandoned; it took no effect. */
  record Overran(String errorId) implements Answer {}

  /** The same id came before with another request. */
  record OtherBody() implements Answer {}

  /** A bound was reached before the event was decided. It took no effect; try after the pause. */
  record Overloaded(String what, Duration retryAfter) implements Answer {}

  /** Certainly not committed, for example because the object moved: safe to try again. */
  record NotDone(String why) implements Answer {}

  /** It may have been committed or not: try again with the same id. */
  record OutcomeUnknown() implements Answer {}

  /** The deadline passed without an answer; it may still take effect. */
  record TimedOut() implements Answer {}

  /** What is stored of the object cannot be read; {@code errorId} is in the node's log. */
  record Unreadable(String errorId) implements Answer {}
}
