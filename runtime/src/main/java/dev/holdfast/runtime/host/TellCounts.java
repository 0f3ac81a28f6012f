package dev.holdfast.runtime.host;

import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.spi.TellVitals;
import java.util.concurrent.atomic.LongAdder;

/** Counts what becomes of messages on this node. Callable from any thread; nothing waits. */
final class TellCounts {
  final LongAdder told = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder resent = new LongAdder();

  /** Answers to questions that had ended. */
  final LongAdder lateAnswers = new LongAdder();

  /** Gone up and down: what is on its way now. */
  final LongAdder unanswered = new LongAdder();

  private final LongAdder delivered = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder parked = new LongAdder();
  private final LongAdder waiting = new LongAdder();
  private final LongAdder waitingBytes = new LongAdder();

  /** One is in the outbox of an object in memory. */
  void waits(Change.Told one) {
    waiting.increment();
    waitingBytes.add(one.message().length);
  }

  /** Its object leaves memory, or it is delivered. */
  void waitsNoMore(Change.Told one) {
    waiting.decrement();
    waitingBytes.add(-one.message().length);
  }

  void delivered(Change.Told one) {
    delivered.increment();
    waitsNoMore(one);
  }

  /** A commit of a receiver says that an attempt failed. */
  void failed() {
    failed.increment();
  }

  /** A commit says so; a message among dead letters has failed one last time. */
  void parked(Change.DeadLetterAdded letter) {
    if (letter.kind().equals(EncodedMessage.TELL)) {
      failed.increment();
      parked.increment();
    }
  }

  TellVitals vitals() {
    return new TellVitals(
        told.sum(),
        delivered.sum(),
        refused.sum(),
        resent.sum(),
        failed.sum(),
        parked.sum(),
        // Adders are read one by one: for a moment more may have left than came.
        Math.max(0, waiting.sum()),
        Math.max(0, waitingBytes.sum()),
        Math.max(0, unanswered.sum()),
        lateAnswers.sum());
  }
}
