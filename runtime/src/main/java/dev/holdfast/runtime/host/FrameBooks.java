package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.spi.Answer;
import org.jspecify.annotations.Nullable;

/**
 * The books of frames. A hub sends several of one socket at a time, and again those whose outcome
 * it does not know: each is handled once, and only after those before it.
 *
 * <p>Of a frame that follows others which the hub has not heard of yet, it says which is the newest
 * of them; that one was handled only after the ones before it, so to look at it is enough.
 *
 * <p>Thread rule: confined, like the {@link ObjectState} it works on.
 */
final class FrameBooks implements EventBooks {
  private final ObjectState state;

  FrameBooks(ObjectState state) {
    this.state = state;
  }

  @Override
  public @Nullable Answer settled(Envelope envelope, BatchRun run) {
    ObjectEvent.FrameReceived frame = frame(envelope);
    long handled = state.sockets().frameMark(frame.socket().toString());
    if (frame.number() <= handled) {
      return new Answer.Done();
    }
    return frame.previous() > handled
        ? new Answer.NotDone("a frame of its socket before it has not been handled")
        : null;
  }

  @Override
  public void applied(Envelope envelope, BatchRun run) {
    ObjectEvent.FrameReceived frame = frame(envelope);
    state.sockets().handled(frame.socket().toString(), frame.number());
  }

  @Override
  public Answer refused(Envelope envelope, Refusal refusal, BatchRun run) {
    applied(envelope, run);
    return new Answer.Refused(refusal);
  }

  private static ObjectEvent.FrameReceived frame(Envelope envelope) {
    return (ObjectEvent.FrameReceived) envelope.delivery().event();
  }
}
