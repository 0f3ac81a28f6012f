package dev.holdfast.runtime.host;

import dev.holdfast.runtime.CallResult;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.wire.WireException;
import dev.holdfast.runtime.host.wire.WireReader;
import dev.holdfast.runtime.host.wire.WireWriter;
import dev.holdfast.runtime.spi.Delivery;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * Deliveries as bytes. First come the version, the node that asked, and its number for it, and so
 * they will in every version: also one that cannot be read can be answered.
 *
 * <p>The time left travels, not the time at which it is over: nodes' clocks are not compared.
 */
record EnvelopeFormat(HostServices services) {
  /** The first byte. */
  static final int VERSION = 1;

  /** Where an answer goes. */
  record Origin(String node, long number) {}

  /** Throws {@link WireException}, or what values throw that cannot be stored. */
  void write(ByteBuffer buffer, Envelope envelope, Origin origin) {
    WireWriter out = new WireWriter(buffer);
    out.tag(VERSION);
    out.text(origin.node());
    out.number(origin.number());
    Delivery delivery = envelope.delivery();
    out.text(envelope.entity());
    out.tag(delivery.reach().ordinal());
    out.text(delivery.correlation());
    out.span(delivery.deadline());
    out.number(envelope.expiresNanos() - services.ticker().getAsLong());
    out.count(delivery.bytes());
    out.maybe(delivery.id(), EnvelopeFormat::write);
    out.number(envelope.call());
    out.maybe(envelope.tell(), EnvelopeFormat::write);
    EventFormat.write(out, delivery.event(), values(delivery.target()));
  }

  private ValueCodec values(ObjectId target) {
    TypeRuntime<?> type = services.types().get(target.type());
    if (type == null) {
      throw new WireException("no object type '%s'".formatted(target.type()));
    }
    return type.values();
  }

  private static void write(WireWriter out, Delivery.RequestId id) {
    out.text(id.scope());
    out.text(id.value());
    out.bytes(id.bodyHash());
  }

  private static void write(WireWriter out, Tell tell) {
    out.text(tell.sender().toString());
    out.text(tell.from().toString());
    out.number(tell.number());
    out.number(tell.previous());
    out.text(tell.kind());
    out.time(tell.at());
  }

  /** Who asked; the rest is read next. Throws {@link WireException}. */
  static Origin origin(WireReader in) {
    int version = in.tag();
    if (version < VERSION) {
      throw new WireException("it is no delivery: its first byte is %d".formatted(version));
    }
    return new Origin(in.text(), in.number());
  }

  /** What follows its origin, yet without a place for the answer. Throws {@link WireException}. */
  Envelope read(WireReader in, int version) {
    if (version != VERSION) {
      throw new WireException(
          "it is of version %d, and this node reads %d".formatted(version, VERSION));
    }
    String entity = in.text();
    ObjectId target = id(entity);
    Delivery.Reach reach = in.one(Delivery.Reach.values());
    String correlation = in.text();
    Duration deadline = in.span();
    long expires = services.ticker().getAsLong() + in.number();
    int bytes = in.count();
    Optional<Delivery.RequestId> id = in.maybe(EnvelopeFormat::requestId);
    long call = in.number();
    Optional<Tell> tell = in.maybe(EnvelopeFormat::tell);
    ObjectEvent event = EventFormat.read(in);
    in.end();
    check(event, tell, call);
    Delivery delivery = new Delivery(target, event, id, reach, correlation, deadline, bytes);
    return new Envelope(entity, delivery, _ -> {}, expires, tell, call);
  }

  private static Delivery.RequestId requestId(WireReader in) {
    return new Delivery.RequestId(in.text(), in.text(), in.bytes());
  }

  private static Tell tell(WireReader in) {
    Tell tell =
        new Tell(id(in.text()), id(in.text()), in.number(), in.number(), in.text(), in.time());
    if (AnswerFormat.isQuestion(tell.kind()) || AnswerFormat.isAnswer(tell.kind())) {
      try {
        long _ = AnswerFormat.number(tell.kind());
      } catch (NumberFormatException _) {
        throw new WireException("it has a question without a number");
      }
    }
    return tell;
  }

  private static ObjectId id(String text) {
    try {
      return ObjectId.parse(text);
    } catch (IllegalArgumentException _) {
      throw new WireException("it names an object by what is no name");
    }
  }

  /** What only some events may have: those who handle them count on it. */
  private static void check(ObjectEvent event, Optional<Tell> tell, long call) {
    boolean fits =
        switch (event) {
          case ObjectEvent.MessageReceived(EncodedMessage(String kind, var _)) ->
              call == 0 && kind.equals(tell.map(Tell::kind).orElse(EncodedMessage.TELL));
          case ObjectEvent.CallEnded(var _, CallResult _) -> call != 0 && tell.isEmpty();
          default -> call == 0 && tell.isEmpty();
        };
    if (!fits) {
      throw new WireException("what it says of its event does not go together");
    }
  }
}
