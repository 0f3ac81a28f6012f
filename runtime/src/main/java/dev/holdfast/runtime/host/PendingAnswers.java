package dev.holdfast.runtime.host;

import dev.holdfast.runtime.spi.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * The answers that callers wait for. One sweep looks for those whose time is over: a timer each
 * would wake a thread for every event, and hardly any is ever needed. There are no more of them
 * than events in queues and in work, all of which have bounds.
 *
 * <p>Thread rule: callable from any thread.
 */
final class PendingAnswers {
  /** How much later than its deadline a caller may learn of it. */
  static final Duration SWEEP_INTERVAL = Duration.ofMillis(50);

  /** By then sharding, too, knows that a node was removed. */
  private static final Duration STRAYED_BY = Duration.ofMillis(200);

  /** By then shards of a removed node have been started elsewhere, and have what waited for them. */
  private static final Duration STRAYED_AFTER = Duration.ofSeconds(4);

  private final Set<PendingAnswer> waiting = ConcurrentHashMap.newKeySet();

  /** The caller's future is where the answer goes: no actor of its own for each question. */
  static final class PendingAnswer extends CompletableFuture<Answer> implements Envelope.Replies {
    private final PendingAnswers all;
    private final long overAtNanos;

    // Not volatile: whoever looks does so long after.
    private boolean placed;

    private PendingAnswer(PendingAnswers all, long overAtNanos) {
      this.all = all;
      this.overAtNanos = overAtNanos;
    }

    @Override
    public void answer(Answer answer) {
      all.waiting.remove(this);
      complete(answer);
    }
  }

  /** An object of this node has what it waits for, or another node does. */
  static void placed(Envelope envelope) {
    if (envelope.replies() instanceof PendingAnswer answer) {
      answer.placed = true;
    }
  }

  /**
   * A node was removed. What was sent to it in the same moment its connection drops without a word:
   * those are answered that the outcome is unknown.
   *
   * @param later does something after a pause
   */
  void lookForStrays(BiConsumer<Duration, Runnable> later) {
    later.accept(
        STRAYED_BY,
        () -> {
          List<PendingAnswer> strays = waiting.stream().filter(answer -> !answer.placed).toList();
          later.accept(STRAYED_AFTER, () -> strays.forEach(PendingAnswers::strayed));
        });
  }

  private static void strayed(PendingAnswer answer) {
    if (!answer.placed) {
      answer.answer(new Answer.OutcomeUnknown());
    }
  }

  /** One that is answered {@link Answer.TimedOut} when nothing else came in that time. */
  PendingAnswer within(Duration deadline) {
    PendingAnswer answer = new PendingAnswer(this, System.nanoTime() + deadline.toNanos());
    waiting.add(answer);
    return answer;
  }

  void sweep() {
    long now = System.nanoTime();
    for (PendingAnswer answer : waiting) {
      if (now - answer.overAtNanos >= 0) {
        answer.answer(new Answer.TimedOut());
      }
    }
  }

  /** Nothing will answer any more: what became of the events that are left is not known. */
  void end() {
    waiting.forEach(answer -> answer.answer(new Answer.OutcomeUnknown()));
  }
}
