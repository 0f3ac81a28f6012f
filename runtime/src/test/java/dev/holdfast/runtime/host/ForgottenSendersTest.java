package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.StoredObject;
import dev.holdfast.runtime.host.stored.UnreadableException;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;
import dev.holdfast.runtime.spi.Delivery.Reach;
import dev.holdfast.runtime.testing.TestCalls;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Up to where a sender was heard is forgotten, and known again when it matters. */
class ForgottenSendersTest {
  private static final ObjectId TO = new ObjectId("teller", "to");
  private static final ObjectId FROM = new ObjectId("teller", "from");
  private static final int MOST = ContractWorld.LIMITS.sendersMax();

  private final HandClock clock = new HandClock();
  private final FaultyStore store = new FaultyStore(new MemoryStore());
  private DeterministicHost host = start();

  private DeterministicHost start() {
    return new DeterministicHost(
        ContractWorld.CATALOGUE,
        ContractWorld.LIMITS,
        clock,
        store,
        new ContractHub(),
        new TestCalls(),
        Map.of());
  }

  private Answer send(ObjectId target, Teller.Command command) {
    var event = new ObjectEvent.MessageReceived(command);
    Delivery delivery =
        new Delivery(target, event, Optional.empty(), Reach.EITHER, "", Duration.ofSeconds(30), 10);
    return host.deliver(delivery).toCompletableFuture().getNow(new Answer.TimedOut());
  }

  private void tell(ObjectId from, long number) {
    assertThat(send(from, new Teller.Go(TO.toString(), "either", number, 1)))
        .isEqualTo(new Answer.Done());
  }

  private String heard() {
    return ContractWorld.reply(send(TO, new Teller.Heard()));
  }

  private ObjectState stored(ObjectId id) {
    StoredObject stored = store.load(id).toCompletableFuture().join();
    return ObjectState.of(id, stored);
  }

  /** In its journal, not in memory. */
  private boolean knows(ObjectId sender) {
    return stored(TO).mail().inbox().knows(sender.toString());
  }

  /** The message as it was sent first. */
  private Change.Told told(ObjectId sender) {
    return store.load(sender).toCompletableFuture().join().events().stream()
        .flatMap(event -> event.committed().changes().stream())
        .filter(Change.Told.class::isInstance)
        .map(Change.Told.class::cast)
        .findFirst()
        .orElseThrow();
  }

  /** It comes once more, told then, from wherever it was all the time. */
  private Answer again(Change.Told told, Instant at) {
    AtomicReference<Answer> answer = new AtomicReference<>(new Answer.TimedOut());
    Delivery delivery =
        new Delivery(
            TO,
            new ObjectEvent.MessageReceived(new EncodedMessage(told.kind(), told.message())),
            Optional.empty(),
            Reach.EITHER,
            "",
            Duration.ofSeconds(30),
            10);
    host.send(
        new Envelope(
            TO.toString(),
            delivery,
            answer::set,
            Long.MAX_VALUE,
            Optional.of(new Tell(FROM, FROM, told.number(), 0, told.kind(), at)),
            0));
    return answer.get();
  }

  /** It tells something, clears it, and is forgotten over all that others tell. */
  private Instant forget() {
    tell(FROM, 1);
    Instant at = clock.instant();
    clock.advance(Duration.ofMillis(5));
    host.advance(Duration.ofMinutes(1));
    for (int i = 0; i < MOST + 2; i++) {
      tell(new ObjectId("teller", "other-" + i), 1);
      host.advance(Duration.ofMinutes(1));
    }
    assertThat(knows(FROM)).isFalse();
    return at;
  }

  @Test
  void a_message_that_comes_again_after_its_sender_was_forgotten_takes_no_second_effect() {
    Instant at = forget();
    String before = heard();
    for (Instant time : List.of(Tell.UNKNOWN, at)) {
      assertThat(again(told(FROM), time)).isInstanceOf(Answer.NotDone.class);
      assertThat(again(told(FROM), time)).isEqualTo(new Answer.Done());
      host.sleep(TO);
    }
    assertThat(heard()).isEqualTo(before);
  }

  @Test
  void what_a_forgotten_sender_tells_later_takes_effect_without_anything_being_read() {
    forget();
    String before = heard();
    // Both are in memory: whatever is read now is read in order to know.
    assertThat(send(FROM, new Teller.Mend())).isEqualTo(new Answer.Done());
    store.failNextLoad(FROM, new IllegalStateException("not to be read"));
    tell(FROM, 2);
    assertThat(heard()).isEqualTo(before + " from:2");
    assertThat(knows(FROM)).isTrue();
  }

  @Test
  void what_a_forgotten_sender_told_and_lost_takes_effect_once_its_outbox_was_read() {
    forget();
    String before = heard();
    store.failAppends(TO);
    tell(FROM, 2);
    store.mendAppends();
    host = start(); // what was told then is read back
    assertThat(heard()).isEqualTo(before);
    host.takeOver(Map.of(FROM, clock.instant()));
    host.advance(Duration.ofSeconds(1));
    assertThat(heard()).isEqualTo(before + " from:2");
    host.advance(Duration.ofMinutes(2));
    assertThat(heard()).isEqualTo(before + " from:2");
  }

  @Test
  void while_a_sender_cannot_be_read_its_message_waits() {
    forget();
    String before = heard();
    Change.Told told = told(FROM);
    for (int i = 0; i < 3; i++) {
      store.failNextLoad(FROM, new UnreadableException("newer"));
      assertThat(again(told, Tell.UNKNOWN)).isInstanceOf(Answer.NotDone.class);
    }
    assertThat(again(told, Tell.UNKNOWN)).isInstanceOf(Answer.NotDone.class);
    assertThat(again(told, Tell.UNKNOWN)).isEqualTo(new Answer.Done());
    assertThat(heard()).isEqualTo(before);
  }

  @Test
  void a_message_that_fails_after_its_sender_was_forgotten_does_not_let_older_ones_in() {
    forget();
    tell(FROM, Teller.FAIL);
    assertThat(knows(FROM)).isTrue();
    assertThat(again(told(FROM), Tell.UNKNOWN)).isInstanceOf(Answer.NotDone.class);
    assertThat(again(told(FROM), Tell.UNKNOWN)).isEqualTo(new Answer.Done());
    send(TO, new Teller.Mend());
    host.advance(Duration.ofMinutes(1));
    assertThat(heard()).containsOnlyOnce("from:1 ").endsWith("from:" + Teller.FAIL);
  }

  @Test
  void a_sender_that_nobody_can_read_is_kept_and_past_twice_the_bound_new_ones_wait() {
    for (int i = 0; i < 2 * MOST; i++) {
      ObjectId from = new ObjectId("teller", "other-" + i);
      tell(from, 1);
      store.failAppends(from);
      host.sleep(from);
    }
    assertThat(stored(TO).mail().inbox().count()).isEqualTo(2 * MOST);
    tell(FROM, 1);
    assertThat(knows(FROM)).isFalse();
    store.mendAppends();
    host.advance(Duration.ofMinutes(1));
    for (int i = 0; i < 4; i++) {
      send(TO, new Teller.Mend());
      host.advance(Duration.ofMinutes(1));
    }
    assertThat(heard()).endsWith("from:1");
  }

  @Test
  void what_was_read_of_a_sender_counts_until_its_message_took_effect_and_not_after() {
    Inbox inbox = new Inbox();
    inbox.apply(new Change.SendersForgottenUpTo(clock.instant()));
    assertThat(inbox.read(new SenderBooks("teller/a", 5, clock.instant()))).isFalse();
    assertThat(inbox.recovered("teller/a")).contains(5L);
    inbox.applied(new Change.TellApplied("teller/a", 6));
    inbox.apply(new Change.SenderForgotten("teller/a", 6));
    assertThat(inbox.knows("teller/a")).isFalse();
    assertThat(inbox.recovered("teller/a")).isEmpty();
  }
}
