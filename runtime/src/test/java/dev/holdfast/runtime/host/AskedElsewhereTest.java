package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.LogEntry;
import dev.holdfast.runtime.LogPage;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.wire.WireException;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each answer of another node finds who waits for it, once. */
class AskedElsewhereTest {
  private static final TypeRuntime<?> LEDGER =
      TypeRuntime.of(ContractWorld.CATALOGUE.type("ledger").orElseThrow());
  private static final ObjectId TARGET = new ObjectId("ledger", "x");
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final HandClock clock = new HandClock();
  private final AskedElsewhere asked =
      new AskedElsewhere(
          new HostServices(
              Map.of("ledger", LEDGER),
              ContractWorld.CATALOGUE,
              Limits.DEFAULTS,
              clock,
              clock::nanos,
              Map.of(),
              new ContractHub(),
              new TurnJournal()));
  private final List<Answer> answers = new ArrayList<>();

  private long leaves(Message message) {
    var event = new ObjectEvent.MessageReceived(message);
    Delivery delivery =
        new Delivery(TARGET, event, Optional.empty(), Delivery.Reach.EITHER, "", DEADLINE, 1);
    long expires = clock.nanos() + DEADLINE.toNanos();
    return asked.leaves(new Envelope(TARGET.toString(), delivery, answers::add, expires));
  }

  private static EncodedValue encoded(Object value) {
    return new EncodedValue(LEDGER.values().encode(value));
  }

  @Test
  void an_answer_is_read_as_what_the_message_asked_for_and_counts_once() {
    long number = leaves(new Ledger.Read());
    asked.answered(number, new Answer.Replied(encoded(7L)));
    asked.answered(number, new Answer.Done());
    assertThat(answers).containsExactly(new Answer.Replied(7L));
    assertThat(asked.count()).isZero();
  }

  @Test
  void a_page_is_read_as_entries_of_its_log() {
    var page = new LogPage<>(List.of(new LogEntry<>(1, Instant.EPOCH, encoded("a"))), 1, 1);
    asked.answered(leaves(new Ledger.Notes(0, 1)), new Answer.Replied(page));
    assertThat(answers)
        .containsExactly(
            new Answer.Replied(
                new LogPage<>(List.of(new LogEntry<>(1, Instant.EPOCH, "a")), 1, 1)));
  }

  @Test
  void an_answer_that_cannot_be_read_says_so() {
    asked.answered(leaves(new Ledger.Read()), new Answer.Replied(encoded("no number")));
    assertThat(answers).singleElement().isInstanceOf(Answer.Unreadable.class);
  }

  @Test
  void one_that_is_never_answered_is_over_at_its_deadline() {
    leaves(new Ledger.Read());
    clock.advance(DEADLINE.minusNanos(1));
    asked.sweep(clock.nanos());
    assertThat(answers).isEmpty();
    clock.advance(Duration.ofNanos(1));
    asked.sweep(clock.nanos());
    assertThat(answers).containsExactly(new Answer.TimedOut());
  }

  @Test
  void what_went_with_a_node_has_an_unknown_outcome_and_the_rest_waits_on() {
    long lost = leaves(new Ledger.Read());
    long held = leaves(new Ledger.Read());
    assertThat(asked.numbers()).containsExactlyInAnyOrder(lost, held);
    asked.lost(List.of(lost));
    assertThat(answers).containsExactly(new Answer.OutcomeUnknown());
    assertThat(asked.numbers()).containsExactly(held);
  }

  @Test
  void past_its_bound_nothing_leaves() {
    for (int i = 0; i < AskedElsewhere.ENTRIES_MAX; i++) {
      leaves(new Ledger.Read());
    }
    assertThatThrownBy(() -> leaves(new Ledger.Read())).isInstanceOf(WireException.class);
  }
}
