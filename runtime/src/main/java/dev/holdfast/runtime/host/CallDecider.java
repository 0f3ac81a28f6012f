package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;
import org.jspecify.annotations.Nullable;

/**
 * The books of results of calls: that one took effect commits with its effect, so a call that was
 * made twice has one result; one whose handler fails again and again is parked.
 *
 * <p>Thread rule: confined, like the {@link ObjectState} it works on.
 */
final class CallDecider implements EventBooks {
  private final TypeRuntime<?> type;
  private final ObjectState state;
  private final HostServices services;

  CallDecider(TypeRuntime<?> type, ObjectState state, HostServices services) {
    this.type = type;
    this.state = state;
    this.services = services;
  }

  @Override
  public @Nullable Answer settled(Envelope envelope, BatchRun run) {
    boolean unfinished = state.hasCalls() && state.calls().isUnfinished(envelope.call());
    return unfinished ? null : new Answer.Done();
  }

  @Override
  public boolean overran(Envelope envelope) {
    return services.overrun().take(state.id(), envelope.call());
  }

  @Override
  public Envelope read(Envelope envelope) {
    return FromAfar.read(envelope, state.calls().get(envelope.call()), type, services);
  }

  @Override
  public void applied(Envelope envelope, BatchRun run) {
    run.change(new Change.CallDone(envelope.call()));
  }

  /** Nobody can be told so, and to drop the result would hide it. */
  @Override
  public Answer refused(Envelope envelope, Refusal refusal, BatchRun run) {
    return failed(envelope, new Answer.Refused(refusal), run);
  }

  @Override
  public Answer failed(Envelope envelope, Answer failure, BatchRun run) {
    long number = envelope.call();
    int attempts = state.calls().attempts(number) + 1;
    if (attempts < Limits.CALL_RESULT_ATTEMPTS_MAX
        || !StoredLetters.hasRoomFor(envelope, state, services.limits())) {
      run.change(new Change.CallFailed(number, attempts));
      // Not as refused, which would be taken as delivered.
      return failure instanceof Answer.Refused ? new Answer.Failed("") : failure;
    }
    Delivery delivery = envelope.delivery();
    ObjectEvent.CallEnded ended = (ObjectEvent.CallEnded) delivery.event();
    run.change(
        new Change.DeadLetterAdded(
            Ids.fresh(state.at()),
            EncodedMessage.CALL,
            ended.name(),
            state.at(),
            state.at(),
            attempts,
            TellFormat.said(failure),
            TellFormat.content(encoded(number, ended), state.id(), delivery.correlation())));
    applied(envelope, run);
    run.note(delivery);
    return new Answer.Done();
  }

  private EncodedMessage encoded(long number, ObjectEvent.CallEnded ended) {
    String work = CallCodec.work(state.calls().get(number).call()).orElse("");
    byte[] result = CallResultCodec.of(type, services).encode(ended, work);
    return new EncodedMessage(EncodedMessage.CALL, result);
  }
}
