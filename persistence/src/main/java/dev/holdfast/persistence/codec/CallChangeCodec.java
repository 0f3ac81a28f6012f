package dev.holdfast.persistence.codec;

import dev.holdfast.runtime.host.stored.Change;

/** The part of {@link ChangeCodec} that is about calls to the outside. */
final class CallChangeCodec {
  static final int ASKED = 22;
  static final int DONE = 23;
  static final int FAILED = 24;

  private CallChangeCodec() {}

  static void write(Change.OfCall change, ByteWriter out) {
    switch (change) {
      case Change.CallAsked asked -> {
        numbered(ASKED, asked.number(), out);
        out.text(asked.name());
        out.text(asked.key());
        out.bytes(asked.call());
        out.text(asked.correlation());
        out.time(asked.at());
      }
      case Change.CallDone(long number) -> numbered(DONE, number, out);
      case Change.CallFailed(long number, int attempts) -> {
        numbered(FAILED, number, out);
        out.number(attempts);
      }
    }
  }

  static Change read(int tag, ByteReader in) {
    return switch (tag) {
      case ASKED ->
          new Change.CallAsked(in.signed(), in.text(), in.text(), in.bytes(), in.text(), in.time());
      case DONE -> new Change.CallDone(in.signed());
      case FAILED -> new Change.CallFailed(in.signed(), in.count());
      default -> throw new IllegalArgumentException("no change of a call: " + tag);
    };
  }

  private static void numbered(int tag, long number, ByteWriter out) {
    out.number(tag);
    out.signed(number);
  }
}
