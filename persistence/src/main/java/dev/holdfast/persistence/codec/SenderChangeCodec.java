package dev.holdfast.persistence.codec;

import dev.holdfast.runtime.host.stored.Change;
import java.time.Instant;

/** The part of {@link ChangeCodec} that is about forgetting senders. */
final class SenderChangeCodec {
  static final int FORGOTTEN = 25;
  static final int FORGOTTEN_UP_TO = 26;

  private SenderChangeCodec() {}

  static void write(Change.OfSender change, ByteWriter out) {
    switch (change) {
      case Change.SenderForgotten(String sender, long number) -> {
        out.number(FORGOTTEN);
        out.text(sender);
        out.signed(number);
      }
      case Change.SendersForgottenUpTo(Instant at) -> {
        out.number(FORGOTTEN_UP_TO);
        out.time(at);
      }
    }
  }

  static Change read(int tag, ByteReader in) {
    return switch (tag) {
      case FORGOTTEN -> new Change.SenderForgotten(in.text(), in.signed());
      case FORGOTTEN_UP_TO -> new Change.SendersForgottenUpTo(in.time());
      default -> throw new IllegalArgumentException("no change of a sender: " + tag);
    };
  }
}
