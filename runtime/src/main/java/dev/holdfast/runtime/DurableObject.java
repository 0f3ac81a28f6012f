package dev.holdfast.runtime;

/**
 * A small named actor with storage of its own. It <em>decides</em> and performs nothing: each
 * handler is given one event and returns a {@link Turn}.
 *
 * <p><b>Rules for handlers.</b> They never block, never fetch the time, randomness or the network,
 * and keep no state in fields (an instance is dropped when the object sleeps). All they need comes
 * in the {@link ObjectContext}. A handler that throws leaves no trace and its caller gets an error;
 * one that runs past its type's deadline is abandoned and its caller gets a time-out.
 *
 * <p><b>Thread rule.</b> Handlers of one object run one at a time, each seeing all that earlier
 * ones decided; not always on the same thread.
 *
 * @param <M> the messages it understands: a sealed interface of records, or {@link Message} for
 *     none
 */
public interface DurableObject<M extends Message> {

  /** Runs before the first handler of an object that does not exist, and commits with its turn. */
  default Turn onCreate(ObjectContext context) {
    return Turn.none();
  }

  /** Runs before the first handler after the object was loaded, and commits with its turn. */
  default Turn onWake(ObjectContext context) {
    return Turn.none();
  }

  /** A message. The default refuses every one. */
  default Turn onMessage(M message, ObjectContext context) {
    return Turn.refuse(Refusal.invalid("this object takes no messages."));
  }

  /** An HTTP request. The default answers that there is nothing here. */
  default Turn onRequest(Request request, ObjectContext context) {
    return Turn.refuse(Refusal.notFound("objects of this type take no requests."));
  }

  /**
   * An alarm is due. A handler that throws or refuses is tried again after a while, and the alarm
   * becomes a dead letter after {@value Limits#ALARM_ATTEMPTS_MAX} attempts. The default fails, so
   * that a missing handler shows.
   */
  default Turn onAlarm(ObjectEvent.AlarmFired alarm, ObjectContext context) {
    return Turn.refuse(Refusal.invalid("objects of this type handle no alarms."));
  }

  /**
   * A call that this object asked for has an answer, or none for good. A handler that throws or
   * refuses is given the result again after a while, {@value Limits#CALL_RESULT_ATTEMPTS_MAX} times
   * in all; then the result becomes a dead letter. The default fails, so that a missing handler
   * shows.
   */
  default Turn onCallEnded(ObjectEvent.CallEnded ended, ObjectContext context) {
    return Turn.refuse(Refusal.invalid("objects of this type handle no results of calls."));
  }

  /**
   * A question that this object asked another was answered, refused, failed or timed out. A handler
   * that throws or refuses is given it again after a while, {@value Limits#TELL_ATTEMPTS_MAX} times
   * in all; then it becomes a dead letter. The default fails, so that a missing handler shows.
   */
  default Turn onAnswer(ObjectEvent.Answered answered, ObjectContext context) {
    return Turn.refuse(Refusal.invalid("objects of this type handle no answers."));
  }

  /** Another object refused what this one told it. The default ignores it. */
  default Turn onTellRefused(ObjectEvent.TellRefused refused, ObjectContext context) {
    return Turn.none();
  }

  /** A client asks for a WebSocket: {@link Turn#accept} it or refuse. The default refuses. */
  default Turn onSocketOpen(ObjectEvent.SocketOpening opening, ObjectContext context) {
    return Turn.refuse(Refusal.notFound("objects of this type take no sockets."));
  }

  /** A client sent a frame. It takes effect once. The default ignores it. */
  default Turn onSocketFrame(ObjectEvent.FrameReceived frame, ObjectContext context) {
    return Turn.none();
  }

  /** A socket is gone. */
  default Turn onSocketClosed(ObjectEvent.SocketClosed closed, ObjectContext context) {
    return Turn.none();
  }

  /**
   * A node died with the sockets that it held. An object in memory learns of it when the node is
   * removed from the cluster, one that is asleep at its next wake, after {@link #onWake}. It takes
   * effect once; a handler that throws is called again at the next wake. The default does nothing:
   * what is told to sockets reaches those that are left.
   */
  default Turn onSocketsLost(ObjectEvent.SocketsLost lost, ObjectContext context) {
    return Turn.none();
  }
}
