package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;
import java.time.Instant;

/** How the answer to a request with an id is kept for repeats. */
final class AnswerMemory {
  /** What a remembered answer may hold beside its body. */
  private static final int HEADERS_BYTES_MAX = 64 << 10;

  private AnswerMemory() {}

  /** Throws {@link BoundPassed} for an answer that is too large to be kept. */
  static Change of(
      Delivery.RequestId id, Answer answer, AnswerCodec codec, Instant now, Limits limits) {
    byte[] kept = codec.encode(answer);
    long most = (long) limits.responseBytesMax() + HEADERS_BYTES_MAX;
    if (kept.length > most) {
      throw new BoundPassed(
          "the answer would have %d bytes, limit %d, and is to be remembered. Answer in pages."
              .formatted(kept.length, most));
    }
    return new Change.AnswerRemembered(
        key(id), id.bodyHash(), now.plus(limits.answersKeptFor()), kept);
  }

  /** Scopes hold no space, so that two pairs never give the same text. */
  static String key(Delivery.RequestId id) {
    return id.scope() + " " + id.value();
  }
}
