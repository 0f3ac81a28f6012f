package dev.holdfast.runtime.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent.AlarmFired;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.Schedule;
import dev.holdfast.runtime.Turn;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.DeadLetter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

class TestNodeTest {
  private static final Duration QUARTER = Duration.ofMinutes(15);

  @RegisterExtension
  private final TestNode node = TestNode.of(TestedFeed.TYPE, TestedBell.TYPE, TestedCounter.TYPE);

  private final TestObject<TestedFeed.Command> feed = node.object(TestedFeed.TYPE, "news");
  private final TestObject<Message> bell = node.object(TestedBell.TYPE, "door");
  private final Instant start = TestNode.START;

  private TestedFeed.Times feedTimes() {
    return feed.ask(new TestedFeed.ReadTimes());
  }

  private static String ring(TestObject<Message> bell, String path) {
    return bell.request(Request.of("POST", path, "")).text();
  }

  @Test
  @Timeout(10)
  void a_day_of_a_schedule_passes_in_an_instant() {
    feed.send(new TestedFeed.Follow());
    node.advance(Duration.ofDays(1));
    assertThat(feedTimes().at())
        .containsExactlyElementsOf(
            Stream.iterate(start.plus(QUARTER), t -> t.plus(QUARTER)).limit(96).toList());
    assertThat(feedTimes().late()).containsOnly(false);
  }

  @Test
  void alarms_fire_in_the_order_of_their_times_and_then_of_their_objects() {
    List<String> order = new ArrayList<>();
    class Noted implements DurableObject<Message> {
      @Override
      public Turn onRequest(Request request, ObjectContext context) {
        Turn turn = Turn.draft();
        for (String delay : request.text().split(" ", -1)) {
          turn = turn.setAlarm(delay, Schedule.after(Duration.parse(delay)));
        }
        return turn;
      }

      @Override
      public Turn onAlarm(AlarmFired alarm, ObjectContext context) {
        order.add(alarm.name() + " " + context.id().name());
        assertThat(context.now()).isEqualTo(start.plus(Duration.parse(alarm.name())));
        return Turn.none();
      }
    }
    ObjectType<Message> type = ObjectType.of("noted", Noted::new);
    TestNode noted = TestNode.of(type);
    noted.object(type, "c").request(Request.of("POST", "/", "PT2S PT4S"));
    noted.object(type, "a").request(Request.of("POST", "/", "PT3S PT2S"));
    noted.object(type, "b").request(Request.of("POST", "/", "PT1S PT5S PT2S"));
    noted.advance(Duration.ofSeconds(4));
    assertThat(order).containsExactly("PT1S b", "PT2S a", "PT2S b", "PT2S c", "PT3S a", "PT4S c");
  }

  @Test
  void an_alarm_is_handled_at_its_own_time_whichever_object_has_it() {
    var other = node.object(TestedBell.TYPE, "tower");
    TestSocket hall = bell.open(Request.of("GET", "/", ""));
    TestSocket square = other.open(Request.of("GET", "/", ""));
    ring(bell, "/after/PT3S");
    ring(other, "/after/PT2S");
    ring(bell, "/relay");
    node.advance(Duration.ofSeconds(1));
    assertThat(square.texts()).isEmpty();
    assertThat(hall.texts()).containsExactly(start.plusSeconds(1) + " relay");
    node.advance(Duration.ofSeconds(10));
    assertThat(square.texts()).containsExactly(start.plusSeconds(2) + " after");
    assertThat(hall.texts())
        .containsExactly(
            start.plusSeconds(1) + " relay",
            start.plusSeconds(2) + " relayed",
            start.plusSeconds(3) + " after");
    assertThat(node.now()).isEqualTo(start.plusSeconds(11));
  }

  @Test
  void an_alarm_set_by_an_alarm_fires_in_the_same_advance() {
    ring(bell, "/relay");
    node.advance(Duration.ofSeconds(2));
    assertThat(ring(bell, "/rung")).contains("relay", "relayed");
    assertThat(bell.alarms()).isEmpty();
  }

  @Test
  void alarms_that_are_set_are_seen() {
    feed.send(new TestedFeed.Follow());
    assertThat(feed.alarms()).containsOnlyKeys("read");
    assertThat(feed.alarms().get("read").due()).isEqualTo(start.plus(QUARTER));
    assertThat(node.object(TestedFeed.TYPE, "other").alarms()).isEmpty();
  }

  @Test
  void what_fell_due_while_the_node_was_down_fires_late_when_it_is_back() {
    feed.send(new TestedFeed.Follow());
    node.downFor(Duration.ofHours(2).plusMinutes(1));
    var times = feedTimes();
    assertThat(times.at()).containsExactly(start.plus(Duration.ofMinutes(121)));
    assertThat(times.late()).containsExactly(true);
    assertThat(times.firings()).isEqualTo(8);
    node.advanceTo(start.plus(Duration.ofMinutes(135)));
    assertThat(feedTimes().late()).containsExactly(true, false);
  }

  @Test
  void a_restart_keeps_what_was_acknowledged_and_what_is_to_come() {
    var counter = node.object(TestedCounter.TYPE, "visits");
    counter.send(new TestedCounter.Increment(2), "once");
    feed.send(new TestedFeed.Follow());
    node.restart();
    assertThat(counter.isAwake()).isFalse();
    assertThat(counter.ask(new TestedCounter.Read())).isEqualTo(2L);
    assertThat(counter.send(new TestedCounter.Increment(2), "once"))
        .as("a repeat gets the first answer")
        .isEqualTo(new Answer.Replied(2L));
    node.advance(QUARTER);
    assertThat(feedTimes().at()).containsExactly(start.plus(QUARTER));
  }

  @Test
  void a_restart_ends_sockets_and_a_client_that_comes_back_gets_what_it_missed() {
    TestSocket before = bell.open(Request.of("GET", "/", ""));
    before.send("hello");
    assertThat(before.texts()).containsExactly("heard");
    ring(bell, "/after/PT1S");
    node.downFor(Duration.ofMinutes(1));
    assertThat(before.isClosed()).isTrue();
    assertThatIllegalStateException().isThrownBy(() -> before.send("still there?"));
    TestSocket after = bell.open(Request.of("GET", "/", ""));
    assertThat(after.texts()).containsExactly(start.plusSeconds(60) + " after");
    after.send("hello");
    assertThat(before.texts()).containsExactly("heard");
    assertThat(after.texts()).endsWith("heard");
  }

  @Test
  void an_object_is_reached_only_if_it_exists_or_only_if_it_does_not() {
    var counter = node.object(TestedCounter.TYPE, "visits");
    var increment = new TestedCounter.Increment(1);
    assertThat(counter.existingOnly().send(increment)).isEqualTo(new Answer.Missing());
    assertThat(counter.createOnly().ask(increment)).isEqualTo(1L);
    assertThat(counter.createOnly().refusalOf(increment).kind()).isEqualTo(Refusal.Kind.CONFLICT);
    assertThat(counter.existingOnly().ask(increment)).isEqualTo(2L);
  }

  @Test
  void a_request_under_an_id_takes_effect_once() {
    ring(bell, "/rung");
    Request set = Request.of("POST", "/after/PT1S", "");
    assertThat(bell.request(set, "once").text()).isEqualTo("set");
    assertThat(bell.request(set, "once").text()).isEqualTo("set");
    assertThat(bell.commits()).isEqualTo(1);
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> bell.request(Request.of("POST", "/after/PT2S", ""), "once"))
        .withMessageContaining("OtherBody");
  }

  @Test
  void an_alarm_that_failed_for_good_is_a_dead_letter() {
    ring(bell, "/fail");
    node.advance(Duration.ofDays(1));
    assertThat(bell.deadLetters())
        .singleElement()
        .satisfies(letter -> {
          assertThat(letter.subject()).isEqualTo("fail");
          assertThat(letter.due()).isEqualTo(start.plusSeconds(1));
          assertThat(letter.attempts()).isEqualTo(Limits.ALARM_ATTEMPTS_MAX);
          assertThat(letter.error()).contains("the clapper is broken");
        });
  }

  @Test
  void a_dead_letter_can_be_tried_again() {
    ring(bell, "/fail");
    node.advance(Duration.ofDays(1));
    DeadLetter letter = bell.deadLetters().getFirst();
    bell.redrive(letter);
    assertThat(bell.deadLetters()).isEmpty();
    assertThat(bell.alarms()).as("the object did not set it").isEmpty();
    node.advance(Duration.ofDays(1));
    assertThat(bell.deadLetters()).hasSize(1);
    assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> bell.redrive(letter));
  }

  @Test
  void alarms_that_set_each_other_for_at_once_are_slowed_as_on_a_node() {
    ring(bell, "/ping-pong");
    node.advance(Duration.ofMinutes(10));
    assertThat(bell.commits()).isBetween(600L, 750L);
  }

  @Test
  @Timeout(60)
  void a_schedule_that_catches_up_for_ages_ends_with_an_error_that_names_it() {
    ring(bell, "/each");
    assertThatIllegalStateException()
        .isThrownBy(() -> node.downFor(Duration.ofDays(1)))
        .withMessageContaining("while the clock stood still")
        .withMessageContaining("of bell/door");
  }

  @Test
  void the_clock_never_goes_back() {
    node.advanceTo(start.plusSeconds(1));
    assertThatIllegalArgumentException().isThrownBy(() -> node.advanceTo(start));
    assertThatIllegalArgumentException().isThrownBy(() -> node.downFor(Duration.ofSeconds(-1)));
    assertThat(node.now()).isEqualTo(start.plusSeconds(1));
  }

  @Test
  void the_clock_and_the_bounds_are_set_where_the_node_is_made() {
    Instant later = Instant.parse("2028-02-29T12:00:00Z");
    TestNode other = TestNode.of(TestedBell.TYPE).startingAt(later);
    assertThat(other.now()).isEqualTo(later);
    assertThatIllegalStateException().isThrownBy(() -> other.startingAt(start));
    assertThatIllegalStateException().isThrownBy(() -> other.with(Limits.DEFAULTS));
  }

  @Test
  void settings_are_what_the_test_gives() {
    assertThat(ring(bell, "/setting")).isEqualTo("none");
    node.with("tone", "a sharp");
    assertThat(ring(bell, "/setting")).isEqualTo("a sharp");
    node.restart();
    assertThat(ring(bell, "/setting")).isEqualTo("a sharp");
  }

  @Test
  void a_type_that_the_node_does_not_run_is_named() {
    TestNode bells = TestNode.of(TestedBell.TYPE);
    assertThat(ring(bells.object("bell", "door"), "/setting")).isEqualTo("none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bells.object(TestedFeed.TYPE, "news"))
        .withMessageContaining("'feed'");
  }
}
