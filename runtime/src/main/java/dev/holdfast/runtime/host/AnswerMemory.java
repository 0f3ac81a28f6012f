package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

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

  /**
   * The answer to a request whose id came before, or that cannot be taken because no more ids can
   * be remembered; null for one to be decided. The delivery has an id.
   */
  static @Nullable Answer repeated(
      Delivery delivery, TypeRuntime<?> type, ObjectState state, HostServices services) {
    Delivery.RequestId id = delivery.id().orElseThrow();
    RememberedAnswers answers = state.answers();
    Change.AnswerRemembered first = answers.get(key(id));
    if (first != null) {
      return Arrays.equals(first.bodyHash(), id.bodyHash())
          ? type.answers().decode(first.answer(), delivery.event())
          : new Answer.OtherBody();
    }
    Limits limits = services.limits();
    if (answers.count() < limits.answersMax() && answers.bytes() < limits.answerBytesMax()) {
      return null;
    }
    services.journal().overloaded.increment();
    Instant oldest = answers.nextExpiry().orElse(state.at());
    Duration wait = Duration.between(state.at(), oldest).plusSeconds(1);
    return new Answer.Overloaded("this object's memory of request ids is full", wait);
  }
}
