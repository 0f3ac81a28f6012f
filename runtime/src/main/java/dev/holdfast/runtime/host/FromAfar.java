package dev.holdfast.runtime.host;

import dev.holdfast.runtime.CallResult;
import dev.holdfast.runtime.LocalWork;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.UnreadableException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads in its object what came from another node: what a node passes on it need not know. */
final class FromAfar {
  private FromAfar() {}

  /** The message of an edge as its handler takes it; what cannot be read stays as it is. */
  static Envelope read(Envelope came, TypeRuntime<?> type) {
    if (came.tell().isPresent()
        || !(came.delivery().event()
            instanceof ObjectEvent.MessageReceived(EncodedMessage encoded))) {
      return came;
    }
    try {
      return came.with(new ObjectEvent.MessageReceived(message(encoded, type)));
    } catch (UnreadableException _) {
      // Its turn comes to it again, and reports it.
      return came;
    }
  }

  private static Message message(EncodedMessage encoded, TypeRuntime<?> type) {
    return type.values().decode(encoded.bytes(), type.definition().messages());
  }

  /** The books of one that could not be read: its turn fails, and its caller is told. */
  record Unread(TypeRuntime<?> type) implements EventBooks {
    @Override
    public Envelope read(Envelope envelope) {
      return envelope.delivery().event()
              instanceof ObjectEvent.MessageReceived(EncodedMessage encoded)
          ? envelope.with(new ObjectEvent.MessageReceived(message(encoded, type)))
          : envelope;
    }
  }

  /** The result of a call as its handler takes it. Throws {@link UnreadableException}. */
  static Envelope read(
      Envelope came, Change.@Nullable CallAsked asked, TypeRuntime<?> type, HostServices services) {
    if (!(came.delivery().event()
            instanceof ObjectEvent.CallEnded(String name, CallResult.Worked(Object value)))
        || !(value instanceof EncodedValue(byte[] bytes))) {
      return came;
    }
    LocalWork<?, ?> work =
        (asked == null ? Optional.<String>empty() : CallCodec.work(asked.call()))
            .flatMap(services.catalogue()::work)
            .orElseThrow(() ->
                new UnreadableException(
                    "this node has not the work that '%s' is of".formatted(name)));
    Object read = type.values().decode(bytes, work.output());
    return came.with(new ObjectEvent.CallEnded(name, new CallResult.Worked(read)));
  }
}
