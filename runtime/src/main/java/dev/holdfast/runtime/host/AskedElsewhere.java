package dev.holdfast.runtime.host;

import dev.holdfast.runtime.LogEntry;
import dev.holdfast.runtime.LogPage;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.UnreadableException;
import dev.holdfast.runtime.host.wire.WireException;
import dev.holdfast.runtime.spi.Answer;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deliveries of this node that went to others, each under a number by which its answer comes back.
 * One enters when it is written to the network, so those that stay on the node cost nothing here.
 *
 * <p>Thread rule: callable from any thread.
 */
final class AskedElsewhere {
  /**
   * What may be under way to others at once. An edge has at most 8,192 requests, but tells and
   * results of calls count, too; each entry holds some 200 bytes, so 40 MB.
   */
  static final int ENTRIES_MAX = 200_000;

  private static final Logger LOG = LoggerFactory.getLogger(AskedElsewhere.class);

  /**
   * One that waits.
   *
   * @param message of what class it was, {@code Object} for what is no message
   */
  private record Asked(
      Envelope.Replies replies,
      ObjectId object,
      Class<?> message,
      long leftNanos,
      long expiresNanos) {}

  private final Map<Long, Asked> waiting = new ConcurrentHashMap<>();
  private final HostServices services;

  /** From anywhere: an answer to a node that ended must mean nothing to one at its address. */
  private final AtomicLong numbers = new AtomicLong(ThreadLocalRandom.current().nextLong());

  AskedElsewhere(HostServices services) {
    this.services = services;
  }

  /** Notes that it leaves, and gives it its number. Throws {@link WireException} past the bound. */
  long leaves(Envelope envelope) {
    if (waiting.size() >= ENTRIES_MAX) {
      throw new WireException("%d deliveries are under way".formatted(ENTRIES_MAX));
    }
    long number = numbers.incrementAndGet();
    Class<?> message =
        envelope.delivery().event() instanceof ObjectEvent.MessageReceived(Message told)
            ? told.getClass()
            : Object.class;
    ObjectId object = envelope.delivery().target();
    PendingAnswers.placed(envelope);
    long now = services.ticker().getAsLong();
    waiting.put(
        number, new Asked(envelope.replies(), object, message, now, envelope.expiresNanos()));
    return number;
  }

  /** It did not leave after all. */
  void forget(long number) {
    waiting.remove(number);
  }

  /** Its answer is here. */
  void answered(long number, Answer answer) {
    Asked asked = waiting.remove(number);
    if (asked != null) {
      asked.replies().answer(read(answer, asked));
    }
  }

  private Answer read(Answer answer, Asked asked) {
    TypeRuntime<?> type = services.types().get(asked.object().type());
    if (!(answer instanceof Answer.Replied(Object value)) || type == null) {
      return answer;
    }
    try {
      return switch (value) {
        case EncodedValue(byte[] bytes) ->
            new Answer.Replied(
                type.values().decode(bytes, AnswerCodec.answerType(asked.message())));
        case LogPage<?> page -> new Answer.Replied(read(page, asked, type.values()));
        default -> answer;
      };
    } catch (UnreadableException e) {
      String errorId = Ids.fresh(services.clock().instant());
      var line = LOG.atError().addKeyValue("object", asked.object()).addKeyValue("error", errorId);
      services
          .errors()
          .write(LOG, asked.object().type(), e, line, "an answer of another node cannot be read");
      return new Answer.Unreadable(errorId);
    }
  }

  private static LogPage<?> read(LogPage<?> page, Asked asked, ValueCodec values) {
    Class<?> type = AnswerCodec.entryType(asked.message());
    List<LogEntry<Object>> entries =
        page.entries().stream()
            .map(entry ->
                new LogEntry<Object>(
                    entry.number(),
                    entry.at(),
                    entry.value() instanceof EncodedValue(byte[] bytes)
                        ? values.decode(bytes, type)
                        : entry.value()))
            .toList();
    return new LogPage<>(entries, page.next(), page.tail());
  }

  /** All that wait. */
  Set<Long> numbers() {
    return Set.copyOf(waiting.keySet());
  }

  /** Those that left at that time or before. */
  Set<Long> leftBy(long nanos) {
    Set<Long> early = new HashSet<>();
    waiting.forEach((number, asked) -> {
      if (nanos - asked.leftNanos() >= 0) {
        early.add(number);
      }
    });
    return early;
  }

  /** They went with a node that is gone. */
  void lost(Collection<Long> numbers) {
    numbers.forEach(number -> answered(number, new Answer.OutcomeUnknown()));
  }

  /** Those whose time is over will not be answered: whoever keeps count of them learns it. */
  void sweep(long nanos) {
    waiting.forEach((number, asked) -> {
      if (nanos - asked.expiresNanos() >= 0) {
        answered(number, new Answer.TimedOut());
      }
    });
  }

  int count() {
    return waiting.size();
  }
}
