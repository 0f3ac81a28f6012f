package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectEvent.Operation;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.CallRunner.Outcome;
import dev.holdfast.runtime.spi.DeadLetter;
import dev.holdfast.runtime.spi.ObjectAlarms;
import dev.holdfast.runtime.testing.TestCall;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that make no sense, and results that an object cannot take, as the object meets them. */
interface CallBadInputPromises {
  ContractWorld world();

  private ObjectId caller() {
    return world().fresh("caller");
  }

  private void send(ObjectId id, Caller.Command command) {
    assertThat(world().send(id, command)).isEqualTo(new Answer.Done());
  }

  private List<TestCall> waiting(ObjectId id) {
    return world().calls.waiting().stream()
        .filter(call -> call.url().startsWith(Caller.url(id.name(), "")))
        .toList();
  }

  /** The attempt, once it is made. */
  private TestCall attempt(ObjectId id, String name) {
    AtomicReference<TestCall> found = new AtomicReference<>();
    world()
        .eventually(
            "a call of " + name,
            () -> {
              waiting(id).stream().filter(c -> c.url().endsWith("/" + name)).forEach(found::set);
              return found.get() != null;
            });
    return found.get();
  }

  private void awaitSeen(ObjectId id, String what) {
    world()
        .eventually(
            id + " sees " + what,
            () -> {
              world().host.advance(Duration.ofMillis(100));
              return world().send(id, new Caller.Seen()).equals(new Answer.Replied(what));
            });
  }

  private DeadLetter awaitParked(ObjectId id) {
    AtomicReference<DeadLetter> parked = new AtomicReference<>();
    var show = new ObjectEvent.Operated(new Operation.ShowAlarms());
    world()
        .eventually(
            "parked",
            () -> {
              world().host.advance(Duration.ofSeconds(1));
              if (world().answer(world().deliver(id, show)) instanceof Answer.Replied(Object all)) {
                ((ObjectAlarms) all).letters().forEach(parked::set);
              }
              return parked.get() != null;
            });
    return parked.get();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/passwd",
        "ftp://example.org/",
        "//example.org/",
        "http://user:password@example.org/",
        "http://exa mple.org/",
        "http://example.org/\r\nX-Other: header"
      })
  default void a_url_that_no_call_may_have_fails_its_turn_and_nothing_is_called(String url) {
    ObjectId id = caller();
    assertThat(world().send(id, new Caller.Get(url))).isInstanceOf(Answer.Failed.class);
    assertThat(world().calls.waiting()).noneMatch(call -> call.url().equals(url));
    send(id, new Caller.Fetch(List.of("a"), ""));
    attempt(id, "a").answer(200);
    awaitSeen(id, "a:200:");
  }

  @Test
  default void a_result_larger_than_a_value_and_than_the_queue_is_given_and_parked_with_why() {
    ObjectId id = caller();
    send(id, new Caller.Fetch(List.of("large", "next"), "one"));
    int bytes = (int) ContractWorld.LIMITS.queueBytesMax() + 1;
    attempt(id, "large").answer(200, "x".repeat(bytes));
    DeadLetter letter = awaitParked(id);
    assertThat(letter.subject()).isEqualTo("large");
    assertThat(letter.error())
        .startsWith("refused: the value for 'seen' would have")
        .contains("limit " + ContractWorld.LIMITS.valueBytesMax());
    attempt(id, "next").answer(200);
    awaitSeen(id, "next:200:");
  }

  @Test
  default void a_refusal_in_words_that_cannot_be_stored_does_not_keep_its_result_from_parking() {
    ObjectId id = caller();
    send(id, new Caller.Fetch(List.of(Caller.REFUSED, "next"), "one"));
    attempt(id, Caller.REFUSED).answer(200);
    DeadLetter letter = awaitParked(id);
    assertThat(letter.error()).startsWith("refused: ").hasSizeLessThanOrEqualTo(300);
    attempt(id, "next").answer(200);
    awaitSeen(id, "next:200:");
  }

  @Test
  default void a_result_that_is_given_again_and_refused_again_is_parked_again() {
    ObjectId id = caller();
    send(id, new Caller.Fetch(List.of(Caller.REFUSED), ""));
    attempt(id, Caller.REFUSED).answer(200);
    DeadLetter letter = awaitParked(id);
    var again = new ObjectEvent.Operated(new Operation.Redrive(letter.id()));
    assertThat(world().answer(world().deliver(id, again))).isEqualTo(new Answer.Done());
    DeadLetter parked = awaitParked(id);
    assertThat(parked.id()).isNotEqualTo(letter.id());
    assertThat(parked.kind()).isEqualTo("call");
    assertThat(parked.error()).startsWith("refused: ");
  }

  @Test
  default void a_call_that_the_node_is_always_too_busy_for_is_given_up_some_time() {
    ObjectId id = caller();
    send(id, new Caller.Fetch(List.of("a"), ""));
    for (int minute = 0; minute <= 5; minute++) {
      attempt(id, "a").end(new Outcome.Busy("full", Duration.ofMinutes(1)));
      world().host.advance(Duration.ofMinutes(1));
    }
    awaitSeen(id, "a:overloaded:0");
  }

  @Test
  default void calls_of_an_object_that_ends_in_the_commit_that_asks_for_them_are_not_made() {
    ObjectId id = caller();
    var first = world().holdFirst(id, new Caller.Mend());
    var asked = world().deliver(id, new Caller.Fetch(List.of("a", "b"), "one"));
    var ended = world().deliver(id, new Caller.End());
    world().awaitQueued(id);
    world().store.release();
    assertThat(world().answers(List.of(first, asked, ended))).containsOnly(new Answer.Done());
    send(id, new Caller.Fetch(List.of("c"), "one"));
    attempt(id, "c").answer(200);
    awaitSeen(id, "c:200:");
    assertThat(waiting(id)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({Caller.THROW + ",work-failed:1", Caller.FLOOD + ",too-large:1"})
  default void local_work_that_goes_wrong_is_a_result_that_says_so(String text, String seen) {
    ObjectId id = caller();
    send(id, new Caller.Shout(text));
    awaitSeen(id, "shouted:" + seen);
    send(id, new Caller.Shout("hey"));
    awaitSeen(id, "shouted:" + seen + " shouted:HEY");
  }
}
