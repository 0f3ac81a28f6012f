package dev.holdfast.persistence.codec;

import dev.holdfast.runtime.host.stored.Change;

/** The part of {@link ChangeCodec} that is about questions to other objects. */
final class QuestionChangeCodec {
  static final int ASKED = 27;
  static final int DECIDED = 28;
  static final int ENDED = 29;

  private QuestionChangeCodec() {}

  static void write(Change.OfQuestion change, ByteWriter out) {
    switch (change) {
      case Change.QuestionAsked asked -> {
        numbered(ASKED, asked.number(), out);
        out.text(asked.name());
        out.text(asked.target());
        out.text(asked.message());
        out.time(asked.until());
        out.text(asked.correlation());
      }
      case Change.QuestionDecided(long number) -> numbered(DECIDED, number, out);
      case Change.QuestionEnded(long number) -> numbered(ENDED, number, out);
    }
  }

  static Change read(int tag, ByteReader in) {
    return switch (tag) {
      case ASKED ->
          new Change.QuestionAsked(
              in.signed(), in.text(), in.text(), in.text(), in.time(), in.text());
      case DECIDED -> new Change.QuestionDecided(in.signed());
      case ENDED -> new Change.QuestionEnded(in.signed());
      default -> throw new IllegalArgumentException("no change of a question: " + tag);
    };
  }

  private static void numbered(int tag, long number, ByteWriter out) {
    out.number(tag);
    out.signed(number);
  }
}
