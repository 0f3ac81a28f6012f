package dev.holdfast.runtime.host;

import dev.holdfast.runtime.CallResult;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectEvent.Operation;
import dev.holdfast.runtime.host.wire.HttpFormat;
import dev.holdfast.runtime.host.wire.WireException;
import dev.holdfast.runtime.host.wire.WireReader;
import dev.holdfast.runtime.host.wire.WireWriter;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Events on their way to an object of another node. Messages and values travel under their stored
 * names, and are read by the object that gets them, with its type's upgrade steps: a node that only
 * passes them on need not know them. What a message of another object turns out to be there, a
 * notice of refusal or an answer, travels as that message.
 */
final class EventFormat {
  // Part of the format: never change, never reuse.
  private static final int MESSAGE = 1;
  private static final int REQUEST = 2;
  private static final int SOCKET_OPENING = 3;
  private static final int FRAME = 4;
  private static final int SOCKET_CLOSED = 5;
  private static final int SOCKETS_LOST = 6;
  private static final int CALL_ANSWERED = 7;
  private static final int CALL_WORKED = 8;
  private static final int CALL_GAVE_UP = 9;
  private static final int SHOW_ALARMS = 10;
  private static final int REDRIVE = 11;
  private static final int DISCARD = 12;

  private EventFormat() {}

  /**
   * Throws {@link IllegalArgumentException} for a message or value that cannot be stored.
   *
   * @param values of the receiver's type; asked for only where there are any
   */
  static void write(WireWriter out, ObjectEvent event, Supplier<ValueCodec> values) {
    switch (event) {
      case ObjectEvent.MessageReceived(Message message) -> message(out, message, values);
      case ObjectEvent.RequestReceived(var request) -> {
        out.tag(REQUEST);
        HttpFormat.write(out, request);
      }
      case ObjectEvent.SocketOpening(var socket, var request) -> {
        out.tag(SOCKET_OPENING);
        HttpFormat.write(out, socket);
        HttpFormat.write(out, request);
      }
      case ObjectEvent.FrameReceived(var socket, long number, var frame, long previous) -> {
        out.tag(FRAME);
        HttpFormat.write(out, socket);
        out.number(number);
        HttpFormat.write(out, frame);
        out.number(previous);
      }
      case ObjectEvent.SocketClosed closed -> closed(out, closed);
      case ObjectEvent.SocketsLost(String hub) -> {
        out.tag(SOCKETS_LOST);
        out.text(hub);
      }
      case ObjectEvent.CallEnded ended -> callEnded(out, ended, values);
      case ObjectEvent.Operated(Operation operation) -> operation(out, operation);
      case ObjectEvent.AlarmFired _, ObjectEvent.TellRefused _, ObjectEvent.Answered _ ->
          throw new WireException(
              "%s comes to be in its object and never travels"
                  .formatted(event.getClass().getSimpleName()));
    }
  }

  private static void message(WireWriter out, Message message, Supplier<ValueCodec> values) {
    out.tag(MESSAGE);
    if (message instanceof EncodedMessage(String kind, byte[] bytes)) {
      out.text(kind);
      out.bytes(bytes);
    } else {
      out.text(EncodedMessage.TELL);
      out.bytes(values.get().encode(message));
    }
  }

  private static void closed(WireWriter out, ObjectEvent.SocketClosed closed) {
    out.tag(SOCKET_CLOSED);
    HttpFormat.write(out, closed.socket());
    out.number(closed.code());
    out.text(closed.reason());
    out.flag(closed.last());
    out.all(closed.tags(), WireWriter::text);
  }

  private static void callEnded(
      WireWriter out, ObjectEvent.CallEnded ended, Supplier<ValueCodec> values) {
    switch (ended.result()) {
      case CallResult.Answered(int status, var headers, byte[] body) -> {
        out.tag(CALL_ANSWERED);
        out.text(ended.name());
        out.number(status);
        HttpFormat.write(out, headers);
        out.bytes(body);
      }
      case CallResult.Worked(Object value) -> {
        out.tag(CALL_WORKED);
        out.text(ended.name());
        out.bytes(value instanceof EncodedValue(byte[] bytes) ? bytes : values.get().encode(value));
      }
      case CallResult.GaveUp(CallResult.Why why, int attempts, String text) -> {
        out.tag(CALL_GAVE_UP);
        out.text(ended.name());
        out.text(why.code());
        out.count(attempts);
        out.text(text);
      }
    }
  }

  private static void operation(WireWriter out, Operation operation) {
    switch (operation) {
      case Operation.ShowAlarms _ -> out.tag(SHOW_ALARMS);
      case Operation.Redrive(String letter) -> {
        out.tag(REDRIVE);
        out.text(letter);
      }
      case Operation.Discard(String letter) -> {
        out.tag(DISCARD);
        out.text(letter);
      }
    }
  }

  /** Throws {@link WireException}. */
  static ObjectEvent read(WireReader in) {
    int tag = in.tag();
    return switch (tag) {
      case MESSAGE -> new ObjectEvent.MessageReceived(new EncodedMessage(in.text(), in.bytes()));
      case REQUEST -> new ObjectEvent.RequestReceived(HttpFormat.request(in));
      case SOCKET_OPENING ->
          new ObjectEvent.SocketOpening(HttpFormat.socket(in), HttpFormat.request(in));
      case FRAME ->
          new ObjectEvent.FrameReceived(
              HttpFormat.socket(in), in.number(), HttpFormat.frame(in), in.number());
      case SOCKET_CLOSED ->
          new ObjectEvent.SocketClosed(
              HttpFormat.socket(in),
              (int) in.number(),
              in.text(),
              in.flag(),
              Set.copyOf(in.all(WireReader::text)));
      case SOCKETS_LOST -> new ObjectEvent.SocketsLost(in.text());
      case CALL_ANSWERED, CALL_WORKED, CALL_GAVE_UP ->
          new ObjectEvent.CallEnded(in.text(), result(tag, in));
      case SHOW_ALARMS -> new ObjectEvent.Operated(new Operation.ShowAlarms());
      case REDRIVE -> new ObjectEvent.Operated(new Operation.Redrive(in.text()));
      case DISCARD -> new ObjectEvent.Operated(new Operation.Discard(in.text()));
      default -> throw new WireException("it has an event of the unknown kind %d".formatted(tag));
    };
  }

  private static CallResult result(int tag, WireReader in) {
    return switch (tag) {
      case CALL_ANSWERED ->
          new CallResult.Answered((int) in.number(), HttpFormat.headers(in), in.bytes());
      case CALL_WORKED -> new CallResult.Worked(new EncodedValue(in.bytes()));
      default -> new CallResult.GaveUp(why(in.text()), in.count(), in.text());
    };
  }

  private static CallResult.Why why(String code) {
    for (CallResult.Why why : CallResult.Why.values()) {
      if (why.code().equals(code)) {
        return why;
      }
    }
    throw new WireException("it has an unknown reason for which a call was given up");
  }
}
