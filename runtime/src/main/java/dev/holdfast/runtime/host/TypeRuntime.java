package dev.holdfast.runtime.host;

import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.Turn;
import java.time.Duration;
import java.util.Optional;

/**
 * An object type with the codecs made for it, shared by all its objects on a node.
 *
 * @param <M> its messages
 */
record TypeRuntime<M extends Message>(
    ObjectType<M> definition, ValueCodec values, AnswerCodec answers) {

  static <M extends Message> TypeRuntime<M> of(ObjectType<M> definition) {
    StoredClasses.require(definition.messages()).forEach(AnswerCodec::requireAnswer);
    ValueCodec values = new ValueCodec(definition);
    return new TypeRuntime<>(definition, values, new AnswerCodec(values));
  }

  /** The message of that stored name, in the version of this program. */
  Optional<Class<?>> message(String name) {
    return StoredClasses.require(definition.messages()).stream()
        .filter(message -> StoredClasses.label(message).equals(name))
        .<Class<?>>map(message -> message)
        .findFirst();
  }

  Duration handlerDeadline(Limits limits) {
    return definition.handlerDeadline().orElse(limits.handlerDeadline());
  }

  /** Runs the handler for the event. The instance is one of this type's factory. */
  Turn dispatch(DurableObject<?> instance, ObjectEvent event, ObjectContext context) {
    @SuppressWarnings("unchecked") // made by definition.factory(), which gives DurableObject<M>
    DurableObject<M> object = (DurableObject<M>) instance;
    return switch (event) {
      case ObjectEvent.MessageReceived(Message message) -> {
        if (!definition.messages().isInstance(message)) {
          yield Turn.refuse(
              Refusal.invalid(
                  "objects of type %s take no %s."
                      .formatted(definition.name(), message.getClass().getSimpleName())));
        }
        yield object.onMessage(definition.messages().cast(message), context);
      }
      case ObjectEvent.RequestReceived(var request) -> object.onRequest(request, context);
      case ObjectEvent.AlarmFired alarm -> object.onAlarm(alarm, context);
      case ObjectEvent.CallEnded ended -> object.onCallEnded(ended, context);
      case ObjectEvent.Answered answered -> object.onAnswer(answered, context);
      case ObjectEvent.TellRefused refused -> object.onTellRefused(refused, context);
      case ObjectEvent.SocketOpening opening -> object.onSocketOpen(opening, context);
      case ObjectEvent.FrameReceived frame -> object.onSocketFrame(frame, context);
      case ObjectEvent.SocketClosed closed -> object.onSocketClosed(closed, context);
      case ObjectEvent.SocketsLost lost -> object.onSocketsLost(lost, context);
      case ObjectEvent.Operated _ -> throw new IllegalArgumentException("no event for an object.");
    };
  }

  /** The event's name in history, logs and on the page; never anything of its content. */
  static String eventName(ObjectEvent event) {
    return switch (event) {
      case ObjectEvent.MessageReceived(EncodedMessage encoded) -> TellFormat.name(encoded);
      case ObjectEvent.MessageReceived(var message) -> StoredClasses.label(message.getClass());
      case ObjectEvent.TellRefused _ -> "tell-refused";
      case ObjectEvent.CallEnded _ -> "call-ended";
      case ObjectEvent.Answered _ -> "answered";
      case ObjectEvent.RequestReceived(var request) -> request.method();
      case ObjectEvent.AlarmFired _ -> "alarm";
      case ObjectEvent.SocketOpening _ -> "socket-opened";
      case ObjectEvent.FrameReceived _ -> "frame";
      case ObjectEvent.SocketClosed _ -> "socket-closed";
      case ObjectEvent.SocketsLost _ -> "sockets-lost";
      case ObjectEvent.Operated(var operation) ->
          switch (operation) {
            case ObjectEvent.Operation.ShowAlarms _ -> "alarms-shown";
            case ObjectEvent.Operation.Redrive _ -> "redriven";
            case ObjectEvent.Operation.Discard _ -> "discarded";
          };
    };
  }
}
