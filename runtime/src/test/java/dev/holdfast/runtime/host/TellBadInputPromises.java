package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectEvent.Operation;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.Committed;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.ObjectAlarms;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Row 7 of the contract, where what is told is no good. */
interface TellBadInputPromises {
  ContractWorld world();

  private Answer tell(ObjectId from, String to, long number) {
    return world().send(from, new Teller.Go(to, "either", number, 1));
  }

  /** Time passes until the object has heard that number, and no other. */
  private void awaitHeard(ObjectId to, ObjectId from, long number) {
    world()
        .eventually(
            to + " hears " + number,
            () -> {
              world().host.advance(Duration.ofSeconds(1));
              return world().send(to, new Teller.Heard()) instanceof Answer.Replied(Object heard)
                  && heard.equals(from.name() + ":" + number);
            });
  }

  @Test
  default void a_message_for_a_name_that_no_object_can_have_fails_the_turn() {
    ObjectId from = world().fresh("teller");
    ObjectId to = world().fresh("teller");
    for (String name : List.of("", "x".repeat(Limits.NAME_BYTES_MAX + 1), "a\0b")) {
      assertThat(tell(from, "teller/" + name, 1))
          .as("a name of %d", name.length())
          .isInstanceOf(Answer.Failed.class);
    }
    assertThat(tell(from, to.toString(), 2)).isEqualTo(new Answer.Done());
    awaitHeard(to, from, 2);
  }

  /** As after a newer version ran for a while, and the one before it again. */
  @Test
  default void a_message_of_a_newer_version_is_tried_five_times_then_parked_and_the_pair_goes_on() {
    ObjectId from = world().fresh("teller");
    ObjectId to = world().fresh("teller");
    byte[] newer = "J\0\u0002\4hear{\"loud\":true}".getBytes(StandardCharsets.US_ASCII);
    var told = new Change.Told(1, to.toString(), "tell", "either", newer, "test");
    world()
        .store
        .writeForeign(
            from, new Committed(world().clock.instant(), List.of(told), List.of(), List.of()));
    assertThat(tell(from, to.toString(), 1)).isEqualTo(new Answer.Done());
    awaitHeard(to, from, 1);
    var show = new ObjectEvent.Operated(new Operation.ShowAlarms());
    ObjectAlarms shown = ContractWorld.reply(world().answer(world().deliver(to, show)));
    assertThat(shown.letters())
        .singleElement()
        .satisfies(letter -> {
          assertThat(letter.kind()).isEqualTo("tell");
          assertThat(letter.subject()).isEqualTo("hear");
          assertThat(letter.attempts()).isEqualTo(Limits.TELL_ATTEMPTS_MAX);
          assertThat(letter.error()).contains("cannot be read");
        });
  }
}
