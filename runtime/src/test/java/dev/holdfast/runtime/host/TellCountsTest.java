package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.FaultyStore.Fault;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.CallRunner;
import dev.holdfast.runtime.spi.Delivery;
import dev.holdfast.runtime.spi.TellVitals;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the metrics say of messages is what became of them. */
class TellCountsTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final ObjectId FROM = new ObjectId("teller", "from");
  private static final ObjectId TO = new ObjectId("teller", "to");

  private final FaultyStore store = new FaultyStore(new MemoryStore());
  private final HandClock clock = new HandClock();
  private final DeterministicHost host =
      new DeterministicHost(
          ContractWorld.CATALOGUE,
          ContractWorld.LIMITS,
          clock,
          store,
          new ContractHub(),
          CallRunner.NONE,
          Map.of());

  private void send(ObjectId target, Message message) {
    var event = new ObjectEvent.MessageReceived(message);
    var answer =
        host.deliver(
            new Delivery(
                target, event, Optional.empty(), Delivery.Reach.EITHER, "test", MINUTE, 20));
    assertThat(answer.toCompletableFuture().join()).isEqualTo(new Answer.Done());
  }

  private void tell(long first, long count) {
    send(FROM, new Teller.Go(TO.toString(), "either", first, count));
  }

  private TellVitals tells() {
    return host.tells();
  }

  /** Time passes, by no more than it takes. */
  private void awaitArrived() {
    for (int second = 0; tells().waiting() > 0 && second < 120; second++) {
      host.advance(Duration.ofSeconds(1));
    }
    assertNothingWaits();
  }

  private void assertNothingWaits() {
    assertThat(tells().waiting()).isZero();
    assertThat(tells().waitingBytes()).isZero();
    assertThat(tells().unanswered()).isZero();
  }

  @Test
  void messages_that_arrive_are_counted_once_and_a_refused_one_is_among_them() {
    tell(Teller.REFUSE - 1, 3);
    assertThat(tells().delivered()).isEqualTo(4); // three, and the notice that one was refused
    assertThat(tells().told()).isEqualTo(4);
    assertThat(tells().refused()).isEqualTo(1);
    assertThat(tells().resent()).isZero();
    assertThat(tells().failed()).isZero();
    assertNothingWaits();
  }

  @Test
  void what_waits_is_counted_until_it_arrives_and_anew_where_its_object_is_read_back() {
    tell(Teller.FAIL, 3);
    assertThat(tells().waiting()).isEqualTo(3);
    assertThat(tells().waitingBytes()).isPositive();
    long bytes = tells().waitingBytes();
    host.downFor(Duration.ofSeconds(1));
    assertNothingWaits();
    send(FROM, new Teller.Mend()); // reads it back
    assertThat(tells().waiting()).isEqualTo(3);
    assertThat(tells().waitingBytes()).isEqualTo(bytes);
    send(TO, new Teller.Mend());
    awaitArrived();
    assertThat(tells().told()).isEqualTo(3);
    assertThat(tells().delivered()).isEqualTo(3);
  }

  @Test
  void each_failed_attempt_is_counted_and_one_that_is_given_up_as_parked() {
    tell(Teller.FAIL, 2);
    assertThat(tells().failed()).isEqualTo(1);
    assertThat(tells().unanswered()).as("it waits for the pause to pass").isZero();
    awaitArrived();
    assertThat(tells().failed()).isEqualTo(5);
    assertThat(tells().parked()).isEqualTo(1);
    assertThat(tells().delivered()).isEqualTo(2);
    assertThat(tells().resent()).isGreaterThanOrEqualTo(5);
  }

  @Test
  void what_was_told_counts_once_its_commit_is_durable() {
    store.failNextAppend(FROM, Fault.NOT_WRITTEN);
    var event = new ObjectEvent.MessageReceived(new Teller.Go(TO.toString(), "either", 1, 3));
    var answer =
        host.deliver(
            new Delivery(FROM, event, Optional.empty(), Delivery.Reach.EITHER, "t", MINUTE, 20));
    assertThat(answer.toCompletableFuture().join()).isNotEqualTo(new Answer.Done());
    assertThat(tells().told()).isZero();
    assertNothingWaits();
  }

  @Test
  void a_message_on_its_way_is_unanswered() {
    store.hold();
    var event = new ObjectEvent.MessageReceived(new Teller.Go(TO.toString(), "either", 1, 3));
    var _ =
        host.deliver(
            new Delivery(FROM, event, Optional.empty(), Delivery.Reach.EITHER, "t", MINUTE, 20));
    assertThat(tells().waiting()).as("not durable yet").isZero();
    store.releaseOne();
    assertThat(tells().unanswered()).isEqualTo(3);
    store.release();
    assertNothingWaits();
  }
}
