package dev.holdfast.runtime.host;

import dev.holdfast.runtime.LogEntry;
import dev.holdfast.runtime.LogPage;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.wire.WireException;
import dev.holdfast.runtime.host.wire.WireReader;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.ObjectAlarms;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node has to do with others: deliveries that leave it and come to it, and the way of their
 * answers back.
 *
 * <p>Thread rule: callable from any thread.
 */
final class NodeWire {
  /** How long past its deadline a caller on another node may be kept, and a roll call repeated. */
  static final Duration SWEEP_INTERVAL = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(NodeWire.class);

  private final String self;
  private final HostServices services;
  private final NodeLinks links;
  private final AskedElsewhere asked;
  private final HeldForOthers held = new HeldForOthers();
  private final RollCalls rollCalls;
  private final EnvelopeFormat envelopes;

  NodeWire(ActorSystem<?> system, String self, HostServices services) {
    this.self = self;
    this.services = services;
    this.links = new NodeLinks(system, self);
    this.asked = new AskedElsewhere(services);
    this.envelopes = new EnvelopeFormat(services);
    this.rollCalls = new RollCalls(self, links, asked, held);
    links.on(
        LinkMessage.Answered.class, answer -> asked.answered(answer.number(), answer.answer()));
    WireOfSystem.ID.get(system).set(this);
  }

  NodeLinks links() {
    return links;
  }

  HeldForOthers held() {
    return held;
  }

  int frameBytes() {
    return WireFrames.bytes(services.limits());
  }

  /** Looks for those whose time is over. */
  void sweep() {
    long now = services.ticker().getAsLong();
    asked.sweep(now);
    held.sweep(now);
    rollCalls.sweep(now);
  }

  /**
   * Writes a delivery that leaves this node. Whatever goes wrong its caller is told. Throws {@link
   * RuntimeException} where it does not leave.
   */
  void write(ByteBuffer buffer, Envelope envelope) {
    if (envelope.replies() instanceof RemoteReply reply) {
      envelopes.write(buffer, envelope, new EnvelopeFormat.Origin(reply.origin(), reply.number()));
      // Who has it now holds it.
      held.remove(reply);
      return;
    }
    long number = 0;
    try {
      number = asked.leaves(envelope);
      envelopes.write(buffer, envelope, new EnvelopeFormat.Origin(self, number));
    } catch (RuntimeException e) {
      asked.forget(number);
      envelope.answer(new Answer.Failed(report(envelope.delivery().target(), "cannot leave", e)));
      throw e;
    }
  }

  /** Reads a delivery that came. Throws {@link WireException}, and tells its caller if it can. */
  Envelope read(ByteBuffer buffer) {
    int version = buffer.hasRemaining() ? buffer.get(buffer.position()) : 0;
    WireReader in = new WireReader(buffer);
    EnvelopeFormat.Origin origin = EnvelopeFormat.origin(in);
    Envelope came;
    try {
      came = envelopes.read(in, version);
    } catch (RuntimeException e) {
      unreadable(origin, e);
      throw e;
    }
    String type = came.delivery().target().type();
    if (!services.types().containsKey(type)) {
      back(origin, new Answer.NotDone("the object's node does not know its type"));
      throw unknown(type);
    }
    return arrived(came, origin);
  }

  private static WireException unknown(String type) {
    return new WireException("this node has no object type '%s'".formatted(type));
  }

  private void unreadable(EnvelopeFormat.Origin origin, RuntimeException e) {
    String errorId = Ids.fresh(services.clock().instant());
    LOG.atWarn()
        .addKeyValue("from", origin.node())
        .addKeyValue("error", errorId)
        .log("a delivery of another node cannot be read: {}", said(e));
    back(origin, new Answer.Unreadable(errorId));
  }

  private void back(EnvelopeFormat.Origin origin, Answer answer) {
    boolean _ = links.send(origin.node(), new LinkMessage.Answered(origin.number(), answer));
  }

  /** Throws {@link WireException} for a wake-up of an object whose type this node does not know. */
  ObjectCommand.Wake wake(String entity) {
    String type = ObjectId.parse(entity).type();
    if (!services.types().containsKey(type)) {
      throw unknown(type);
    }
    return new ObjectCommand.Wake(entity);
  }

  private static String said(RuntimeException e) {
    // Messages of others may quote what came.
    return e instanceof WireException ? String.valueOf(e.getMessage()) : e.getClass().getName();
  }

  private Envelope arrived(Envelope came, EnvelopeFormat.Origin origin) {
    RemoteReply reply =
        new RemoteReply(
            this,
            came.delivery().target(),
            origin.node(),
            origin.number(),
            came.expiresNanos(),
            came.tell().isEmpty() && came.call() == 0);
    held.add(reply);
    return new Envelope(
        came.entity(), came.delivery(), reply, came.expiresNanos(), came.tell(), came.call());
  }

  /** Sends an answer to where the delivery came from. */
  void answer(String origin, ObjectId object, long number, Answer answer) {
    if (origin.equals(self)) {
      asked.answered(number, answer);
      return;
    }
    Answer encoded =
        answer instanceof Answer.Replied(Object value) ? encoded(object, value) : answer;
    // To a node that is gone nobody answers: its callers went with it.
    boolean _ = links.send(origin, object, new LinkMessage.Answered(number, encoded));
  }

  private Answer encoded(ObjectId object, Object value) {
    TypeRuntime<?> type = services.types().get(object.type());
    try {
      if (value instanceof ObjectAlarms || type == null) {
        return new Answer.Replied(value);
      }
      return new Answer.Replied(
          value instanceof LogPage<?> page ? encoded(page, type) : encoded(value, type));
    } catch (RuntimeException e) {
      return new Answer.Unreadable(report(object, "its answer cannot be written", e));
    }
  }

  private static LogPage<EncodedValue> encoded(LogPage<?> page, TypeRuntime<?> type) {
    List<LogEntry<EncodedValue>> entries =
        page.entries().stream()
            .map(entry -> new LogEntry<>(entry.number(), entry.at(), encoded(entry.value(), type)))
            .toList();
    return new LogPage<>(entries, page.next(), page.tail());
  }

  private static EncodedValue encoded(Object value, TypeRuntime<?> type) {
    return new EncodedValue(type.values().encode(value));
  }

  private String report(ObjectId object, String what, RuntimeException cause) {
    String errorId = Ids.fresh(services.clock().instant());
    var line = LOG.atError().addKeyValue("object", object).addKeyValue("error", errorId);
    services.errors().write(LOG, object.type(), cause, line, "to another node: " + what);
    return errorId;
  }
}
