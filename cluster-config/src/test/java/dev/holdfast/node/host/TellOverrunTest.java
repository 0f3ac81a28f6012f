package dev.holdfast.node.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectEvent.Operation;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.ContractWorld;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.DeadLetter;
import dev.holdfast.runtime.spi.ObjectAlarms;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A message whose handler never ends: with the handler, its object is given up each time. */
class TellOverrunTest {
  @TempDir static Path data;
  private static TestNode.Storage storage;
  private static ContractWorld world;

  @BeforeAll
  static void start() {
    storage = TestNode.Storage.start(data);
    world = TestNode.world(storage, ContractWorld.LIMITS);
  }

  @AfterAll
  static void stop() {
    world.host.close();
    storage.close();
  }

  private static long parked() {
    return ((TestNode) world.host).nodeHost().tells().parked();
  }

  /** The handler that has just begun is abandoned, then ends after all. */
  private static void letOverrun() {
    try {
      world.host.advance(ContractWorld.LIMITS.handlerDeadline().plusMillis(1));
      assertThat(Stubborn.INTERRUPTED.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
      Stubborn.letGo();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static List<DeadLetter> letters(ObjectId id) {
    var show = new ObjectEvent.Operated(new Operation.ShowAlarms());
    Answer answer = world.answer(world.deliver(id, show));
    return ((ObjectAlarms) ((Answer.Replied) answer).value()).letters();
  }

  /** How many attempts were made until so many are parked. */
  private static int attemptsUntilParked(int count) {
    long before = parked();
    int[] attempts = {0};
    world.eventually(
        "parked",
        () -> {
          if (Stubborn.ENTERED.tryAcquire()) {
            attempts[0]++;
            letOverrun();
          }
          world.host.advance(Duration.ofMillis(500));
          return parked() == before + count;
        });
    return attempts[0];
  }

  private static void awaitDelivered() {
    world.eventually(
        "nothing to deliver",
        () -> {
          world.host.advance(Duration.ofMillis(500));
          return ((TestNode) world.host).nodeHost().tells().waiting() == 0;
        });
  }

  private static void pass(ObjectId from, ObjectId to) {
    assertThat(world.send(from, new Stubborn.Pass(to.toString()))).isEqualTo(new Answer.Done());
  }

  @Test
  void it_is_tried_five_times_then_parked_and_the_pair_goes_on() {
    ObjectId to = world.fresh("stubborn");
    pass(world.fresh("stubborn"), to);
    assertThat(attemptsUntilParked(1)).isEqualTo(Limits.TELL_ATTEMPTS_MAX);
    assertThat(letters(to))
        .singleElement()
        .satisfies(letter -> {
          assertThat(letter.kind()).isEqualTo("tell");
          assertThat(letter.subject()).isEqualTo("block");
          assertThat(letter.attempts()).isEqualTo(Limits.TELL_ATTEMPTS_MAX);
          assertThat(letter.error()).contains("ran past its deadline");
        });
    awaitDelivered();
    assertThat(world.ask(to, new Stubborn.Add())).as("one more than what was told").isEqualTo(2);
  }

  @Test
  void of_two_at_one_object_neither_takes_the_count_of_the_other_with_it() {
    ObjectId to = world.fresh("stubborn");
    pass(world.fresh("stubborn"), to);
    pass(world.fresh("stubborn"), to);
    assertThat(attemptsUntilParked(2)).isEqualTo(2 * Limits.TELL_ATTEMPTS_MAX);
    assertThat(letters(to)).hasSize(2);
    awaitDelivered();
    assertThat(world.ask(to, new Stubborn.Add())).isEqualTo(3);
  }
}
