package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.Change;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/**
 * Which calls of an object that moved here the {@link CallDesk} of another node still has. It makes
 * them to their end and brings their results here; begun here as well they would be made twice.
 *
 * <p>Other nodes are asked when an object has calls that this node's desk does not know. One that
 * does not answer in time counts as having none: a call is made at least once.
 *
 * <p>As many questions are open as objects are awake, at most. Thread rule: callable from any
 * thread.
 */
final class CallsElsewhere {
  /** How long an answer may take; nodes answer at once, so one that does not is dead or lost. */
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(1);

  private final String self;
  private final NodeLinks links;
  private final CallDesk desk;
  private final BiConsumer<Duration, Runnable> later;
  private final AtomicLong lastNumber = new AtomicLong();
  private final Map<Long, Question> open = new ConcurrentHashMap<>();

  /** One question to all other nodes. */
  private static final class Question {
    final CompletableFuture<Set<Long>> answer = new CompletableFuture<>();
    private final Set<String> awaited;
    private final Set<Long> found = new HashSet<>();

    Question(Set<String> awaited) {
      this.awaited = new HashSet<>(awaited);
    }

    synchronized void answered(String node, List<Long> numbers) {
      if (awaited.remove(node)) {
        found.addAll(numbers);
      }
      if (awaited.isEmpty()) {
        answer.complete(Set.copyOf(found));
      }
    }

    synchronized void isOver() {
      answer.complete(Set.copyOf(found));
    }
  }

  CallsElsewhere(
      String self, NodeLinks links, CallDesk desk, BiConsumer<Duration, Runnable> later) {
    this.self = self;
    this.links = links;
    this.desk = desk;
    this.later = later;
    links.on(LinkMessage.CallsAsked.class, this::asked);
    links.on(LinkMessage.CallsHeld.class, this::answered);
  }

  /** Whether another node may have some of these. */
  boolean mayHave(ObjectId object, List<Change.CallAsked> unfinished) {
    if (unfinished.isEmpty() || links.others().isEmpty()) {
      return false;
    }
    Set<Long> here = Set.copyOf(desk.unfinished(object));
    return unfinished.stream().anyMatch(call -> !here.contains(call.number()));
  }

  /** Asks the other nodes for the numbers of the calls that they have. Never fails. */
  CompletionStage<Set<Long>> ask(ObjectId object) {
    Set<String> others = links.others();
    if (others.isEmpty()) {
      return CompletableFuture.completedFuture(Set.of());
    }
    Question question = new Question(others);
    long number = lastNumber.incrementAndGet();
    open.put(number, question);
    var _ = question.answer.whenComplete((_, _) -> open.remove(number));
    for (String node : others) {
      if (!links.send(node, object, new LinkMessage.CallsAsked(self, number, object))) {
        question.answered(node, List.of());
      }
    }
    later.accept(ANSWER_WITHIN, question::isOver);
    return question.answer;
  }

  private void asked(LinkMessage.CallsAsked asked) {
    List<Long> numbers = desk.unfinished(asked.object());
    boolean _ =
        links.send(
            asked.asking(),
            asked.object(),
            new LinkMessage.CallsHeld(self, asked.question(), numbers));
  }

  private void answered(LinkMessage.CallsHeld held) {
    Question question = open.get(held.question());
    if (question != null) {
      question.answered(held.node(), held.numbers());
    }
  }
}
