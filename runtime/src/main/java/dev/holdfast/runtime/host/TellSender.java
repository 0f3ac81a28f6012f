package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.Committed;
import dev.holdfast.runtime.spi.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Delivers what one object told others, once it is durable: in order to each, a window of them at
 * once, again after a pause where it did not get through. That they are delivered goes into the
 * object's next commit.
 *
 * <p>Thread rule: confined, like the activation it belongs to.
 */
final class TellSender {
  /** On their way to one object at once: enough that it can decide them as one batch. */
  static final int WINDOW = 64;

  /** How long a message may wait in its receiver's queue before it is sent again. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The receiver moved, or its node is busy. */
  private static final Duration SOON = Duration.ofMillis(100);

  /** Its handler failed. */
  private static final Duration FAILED = Duration.ofSeconds(2);

  private static final Duration PAUSE_MAX = Duration.ofMinutes(1);
  private static final int DOUBLINGS_MAX = 12;

  /** Stands for every pair; no object is called so. */
  private static final String ALL = "";

  /** Its way to other objects, and back to itself. */
  interface Route {
    /** Sends an envelope; its answer comes back by {@link TellSender#answered}. */
    void send(Envelope envelope);

    /** Where the answer to that message goes, from any thread. */
    Envelope.Replies replies(String target, long number);

    /** Calls {@link TellSender#again} after a pause. */
    void later(Duration pause, String target);
  }

  /** What is on its way to one object. */
  private static final class Pair {
    final ArrayDeque<WaitingTell> waiting = new ArrayDeque<>(4);
    int sent;
    long highestSent;
    int failures;
    boolean pausing;
    long watchedHead;
  }

  private final ObjectId self;
  private final HostServices services;
  private final TellCounts counts;
  private final Route route;
  private final Map<String, Pair> pairs = new LinkedHashMap<>();
  private final Map<String, Long> unsettled = new HashMap<>();
  private boolean watching;

  TellSender(ObjectId self, HostServices services, Route route) {
    this.self = self;
    this.services = services;
    this.counts = services.journal().tells;
    this.route = route;
  }

  /** Messages that were read back, in order. */
  void resume(List<Change.Told> outstanding) {
    add(outstanding, Tell.UNKNOWN);
  }

  private void add(List<Change.Told> durable, Instant at) {
    for (Change.Told told : durable) {
      pairs.computeIfAbsent(told.target(), _ -> new Pair()).waiting.add(new WaitingTell(told, at));
      counts.waits(told);
    }
    durable.stream().map(Change.Told::target).distinct().forEach(this::send);
  }

  private void send(String target) {
    Pair pair = pairs.get(target);
    if (pair == null || pair.pausing || pair.sent >= Math.min(WINDOW, pair.waiting.size())) {
      return;
    }
    // A copy: what is sent may be answered, and so removed, before the next one is.
    long previous = 0;
    int index = 0;
    List<Envelope> envelopes = new ArrayList<>();
    for (WaitingTell waiting : pair.waiting) {
      if (index >= WINDOW) {
        break;
      }
      if (index++ >= pair.sent) {
        envelopes.add(envelope(waiting, previous));
        countSent(waiting.told(), pair);
      }
      previous = waiting.number();
    }
    setSent(pair, index);
    watch();
    envelopes.forEach(route::send);
  }

  private void countSent(Change.Told told, Pair pair) {
    if (told.number() <= pair.highestSent) {
      counts.resent.increment();
    }
    pair.highestSent = Math.max(pair.highestSent, told.number());
  }

  private void setSent(Pair pair, int sent) {
    counts.unanswered.add((long) sent - pair.sent);
    pair.sent = sent;
  }

  /** Its activation ends: what waits is sent by the next one. */
  void end() {
    for (Pair pair : pairs.values()) {
      pair.waiting.forEach(waiting -> counts.waitsNoMore(waiting.told()));
      setSent(pair, 0);
    }
    pairs.clear();
  }

  /**
   * What was sent may have got lost, or its answer, and nobody would ever say so. One look at all
   * pairs every so often: a timer for each message would outlive it by far.
   */
  private void watch() {
    if (!watching) {
      watching = true;
      route.later(PATIENCE, ALL);
    }
  }

  private void lookForLost() {
    watching = false;
    for (Map.Entry<String, Pair> entry : List.copyOf(pairs.entrySet())) {
      Pair pair = entry.getValue();
      if (pair.pausing || pair.waiting.isEmpty()) {
        continue;
      }
      long head = pair.waiting.getFirst().number();
      setSent(pair, head == pair.watchedHead ? 0 : pair.sent);
      pair.watchedHead = head;
      send(entry.getKey());
    }
    if (isBusy()) {
      watch();
    }
  }

  private Envelope envelope(WaitingTell waiting, long previous) {
    Change.Told told = waiting.told();
    Envelope.Replies replies = route.replies(told.target(), told.number());
    long expires = services.ticker().getAsLong() + PATIENCE.toNanos();
    return waiting.envelope(self, previous, replies, PATIENCE, expires);
  }

  /** What became of a message. */
  void answered(ObjectCommand.TellAnswered answered) {
    answered(answered.target(), answered.number(), answered.answer());
  }

  void answered(String target, long number, Answer answer) {
    Pair pair = pairs.get(target);
    if (pair == null || pair.waiting.isEmpty() || number < pair.waiting.getFirst().number()) {
      return;
    }
    switch (answer) {
      case Answer.Done _, Answer.Replied _ -> delivered(target, pair, number);
      case Answer.Refused _ -> {
        counts.refused.increment();
        delivered(target, pair, number);
      }
      case Answer.Overloaded(var _, Duration pause) -> pause(target, pair, pause);
      case Answer.Failed _, Answer.Overran _, Answer.Unreadable _, Answer.UnknownType _ ->
          pause(target, pair, doubled(FAILED, pair.failures));
      default -> pause(target, pair, doubled(SOON, pair.failures));
    }
  }

  /** Applied in order, so those before it are delivered, too. */
  private void delivered(String target, Pair pair, long number) {
    while (!pair.waiting.isEmpty() && pair.waiting.getFirst().number() <= number) {
      counts.delivered(pair.waiting.removeFirst().told());
      setSent(pair, Math.max(0, pair.sent - 1));
    }
    pair.failures = 0;
    unsettled.put(target, number);
    if (pair.waiting.isEmpty() && !pair.pausing) {
      pairs.remove(target);
    } else {
      send(target);
    }
  }

  /** All that was on its way is sent again: none is applied whose predecessor was not. */
  private void pause(String target, Pair pair, Duration pause) {
    if (!pair.pausing) {
      pair.pausing = true;
      pair.failures++;
      setSent(pair, 0);
      route.later(pause, target);
    }
  }

  private static Duration doubled(Duration first, int failures) {
    Duration pause = first.multipliedBy(1L << Math.min(failures, DOUBLINGS_MAX));
    return pause.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : pause;
  }

  /** A pause is over, or it is time to look at what was sent long ago. */
  void again(String target) {
    if (target.equals(ALL)) {
      lookForLost();
      return;
    }
    Pair pair = pairs.get(target);
    if (pair == null) {
      return;
    }
    pair.pausing = false;
    if (pair.waiting.isEmpty()) {
      pairs.remove(target);
    } else {
      send(target);
    }
  }

  /** What the object's next commit is to say of messages that were delivered. */
  List<Change.ToldUpTo> settled() {
    if (unsettled.isEmpty()) {
      return List.of();
    }
    List<Change.ToldUpTo> changes = new ArrayList<>(unsettled.size());
    unsettled.forEach((target, number) -> changes.add(new Change.ToldUpTo(target, number)));
    return changes;
  }

  /** A commit said so. */
  void committed(Committed committed) {
    List<Change.Told> told = new ArrayList<>();
    for (Change change : committed.changes()) {
      switch (change) {
        case Change.Told each -> told.add(each);
        case Change.ToldUpTo(String target, long number) -> unsettled.remove(target, number);
        case Change.TellFailed _ -> counts.failed();
        case Change.DeadLetterAdded letter -> counts.parked(letter);
        default -> {}
      }
    }
    counts.told.add(told.size());
    add(told, committed.at());
  }

  /** Whether something is still to be delivered. */
  boolean isBusy() {
    return !pairs.isEmpty();
  }

  /** Whether it was delivered and no commit says so yet. */
  boolean isUnsettled() {
    return !unsettled.isEmpty();
  }
}
