package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectEvent.AlarmFired;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.Response;
import dev.holdfast.runtime.Schedule;
import dev.holdfast.runtime.Turn;
import dev.holdfast.runtime.host.FaultyStore.Fault;
import dev.holdfast.runtime.spi.AlarmVitals;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;
import dev.holdfast.runtime.testing.TestCalls;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the metrics say of alarms is what was stored of them. */
class AlarmCountsTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final ObjectId ID = new ObjectId("counted", "one");

  private final FaultyStore store = new FaultyStore(new MemoryStore());
  private final HandClock clock = new HandClock();
  private final DeterministicHost host =
      new DeterministicHost(
          Catalogue.of(ObjectType.of("counted", Message.class, Counted::new)),
          Limits.DEFAULTS,
          clock,
          store,
          new ContractHub(),
          new TestCalls(),
          Map.of());

  /** Sets an alarm for in an hour by the name of the path; the name says what becomes of it. */
  private static final class Counted implements DurableObject<Message> {
    @Override
    public Turn onRequest(Request request, ObjectContext context) {
      return Turn.draft()
          .setAlarm(request.path(), Schedule.after(HOUR))
          .respond(Response.text("set"));
    }

    @Override
    public Turn onAlarm(AlarmFired alarm, ObjectContext context) {
      return switch (alarm.name()) {
        case "/fails" -> throw new IllegalStateException("always");
        case "/fails-first" -> {
          if (alarm.attempt() == 1) {
            throw new IllegalStateException("at its first attempt");
          }
          yield Turn.none();
        }
        case "/never-rests" -> Turn.draft().setAlarm(alarm.name(), Schedule.after(Duration.ZERO));
        default -> Turn.none();
      };
    }
  }

  private void set(String alarm) {
    var event = new ObjectEvent.RequestReceived(Request.of("GET", alarm, ""));
    var answer =
        host.deliver(
            new Delivery(ID, event, Optional.empty(), Delivery.Reach.EITHER, "test", HOUR, 20));
    assertThat(answer.toCompletableFuture().join()).isInstanceOf(Answer.Responded.class);
  }

  private AlarmVitals alarms() {
    return host.alarms();
  }

  private long measured() {
    return alarms().lateness().counts().stream().mapToLong(Long::longValue).sum();
  }

  @Test
  void an_alarm_has_fired_once_its_commit_is_durable_and_not_before() {
    set("/tea");
    store.hold();
    host.advance(HOUR);
    assertThat(alarms().fired()).isZero();
    store.failOne(Fault.NOT_WRITTEN);
    assertThat(alarms().fired()).isZero();
    assertThat(measured()).isZero();
    store.release();
    host.advance(HOUR);
    assertThat(alarms().fired()).isOne();
    assertThat(measured()).isOne();
  }

  @Test
  void lateness_is_from_the_time_of_an_alarm_to_its_commit() {
    set("/tea");
    store.hold();
    host.advance(HOUR);
    clock.advance(Duration.ofMillis(1_500));
    store.release();
    AlarmVitals.Lateness lateness = alarms().lateness();
    int bucket = lateness.upTo().indexOf(Duration.ofMillis(2_500));
    assertThat(lateness.counts().get(bucket)).isOne();
    assertThat(measured()).isOne();
    assertThat(lateness.seconds()).isEqualTo(1.5);
  }

  @Test
  void an_attempt_that_is_repeated_is_a_retry_and_says_nothing_of_lateness() {
    set("/fails-first");
    host.advance(HOUR);
    assertThat(alarms().retries()).isOne();
    assertThat(alarms().fired()).isZero();
    host.advance(HOUR);
    assertThat(alarms().fired()).isOne();
    assertThat(measured()).isZero();
  }

  @Test
  void an_alarm_that_is_given_up_is_dead_and_its_last_attempt_no_retry() {
    set("/fails");
    host.advance(HOUR.multipliedBy(24));
    assertThat(alarms().dead()).isOne();
    assertThat(alarms().retries()).isEqualTo(Limits.ALARM_ATTEMPTS_MAX - 1);
    assertThat(alarms().fired()).isZero();
  }

  @Test
  void an_alarm_that_never_rests_is_counted_as_slowed_and_not_as_late() {
    set("/never-rests");
    host.advance(HOUR.plusSeconds(10));
    assertThat(alarms().slowed()).isBetween(10L, 12L);
    assertThat(alarms().fired()).isEqualTo(measured()).isBetween(109L, 112L);
    assertThat(alarms().lateness().counts().getFirst()).isEqualTo(measured());
  }

  @Test
  void an_alarm_of_the_year_one_is_beyond_the_last_bucket_and_overflows_nothing() {
    AlarmCounts counts = new AlarmCounts();
    counts.late(Instant.parse("0001-01-01T00:00:00Z"), clock.instant());
    counts.late(clock.instant().plusSeconds(1), clock.instant());
    AlarmVitals.Lateness lateness = counts.vitals(Optional.empty()).lateness();
    assertThat(lateness.counts()).hasSize(lateness.upTo().size() + 1);
    assertThat(lateness.counts().getLast()).isOne();
    assertThat(lateness.counts().getFirst()).isOne();
    assertThat(lateness.seconds()).isGreaterThan(6e10);
  }
}
