package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.Turn;
import dev.holdfast.runtime.spi.Answer;
import org.jspecify.annotations.Nullable;

/**
 * What the runtime writes down of an event beside what its handler decided: for messages of other
 * objects and results of calls, that they took effect, or how often they failed.
 *
 * <p>Thread rule: confined, like the {@link ObjectState} it works on.
 */
interface EventBooks {
  /** Those of events that nobody delivers again: the caller is told, nothing is written down. */
  EventBooks NONE = new EventBooks() {};

  /** The answer where the event took effect before, or came before its time; else null. */
  default @Nullable Answer settled(Envelope envelope, BatchRun run) {
    return null;
  }

  /** Whether its last attempt here ran past its deadline; asked once. */
  default boolean overran(Envelope envelope) {
    return false;
  }

  /** The event as its handler takes it. Throws {@code UnreadableException}. */
  default Envelope read(Envelope envelope) {
    return envelope;
  }

  /** It takes effect with the commit of this batch. */
  default void applied(Envelope envelope, BatchRun run) {}

  /** As {@link #applied}, with what its handler decided. May fail, before it changes anything. */
  default void decided(Envelope envelope, Turn turn, BatchRun run) {
    applied(envelope, run);
  }

  /**
   * The object refused it.
   *
   * @return what whoever delivered it is answered
   */
  default Answer refused(Envelope envelope, Refusal refusal, BatchRun run) {
    return new Answer.Refused(refusal);
  }

  /**
   * An attempt failed.
   *
   * @return what whoever delivered it is answered, who delivers it again where that is no success
   */
  default Answer failed(Envelope envelope, Answer failure, BatchRun run) {
    return failure;
  }
}
