package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.StoredObject;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Row 7 of the contract: what an object remembers of those it hears from may be forgotten. */
interface SenderPromises extends TellPromises {
  /** Each of them tells it that, and clears it once it is heard. */
  private void tellEach(List<ObjectId> senders, ObjectId to, long number) {
    long before = words(heard(to));
    senders.forEach(from -> told(from, to, number, 1));
    world()
        .eventually(
            "all are heard",
            () -> {
              world().host.advance(Duration.ofSeconds(1));
              return words(heard(to)) == before + senders.size();
            });
    for (int i = 0; i < 2; i++) {
      world().host.advance(Duration.ofSeconds(20));
      world().host.sweep();
    }
  }

  private static long words(String text) {
    return text.isEmpty() ? 0 : text.split(" ").length;
  }

  /** Of how many others it remembers, in its journal, up to where it heard them. */
  private int known(ObjectId id) {
    StoredObject stored = world().store.load(id).toCompletableFuture().join();
    return ObjectState.of(id, stored).mail().inbox().count();
  }

  private List<ObjectId> tellers(int count) {
    return Stream.generate(this::teller).limit(count).toList();
  }

  @Test
  default void an_object_that_hears_from_more_than_it_remembers_hears_each_once_and_in_order() {
    ObjectId to = teller();
    List<ObjectId> senders = tellers(2 * ContractWorld.LIMITS.sendersMax());
    for (int round = 1; round <= 5; round++) {
      tellEach(senders, to, round);
    }
    for (ObjectId from : senders) {
      assertThat(heard(to).split(" "))
          .filteredOn(number -> number.startsWith(from.name() + ":"))
          .containsExactly(TellPromises.numbers(from, 1, 5).split(" "));
    }
    world()
        .eventually(
            "some are forgotten",
            () -> {
              // In small steps: a handler that runs meanwhile must not seem to overrun.
              world().host.advance(Duration.ofMillis(300));
              world().host.sweep();
              return known(to) <= ContractWorld.LIMITS.sendersMax();
            });
  }

  @Test
  default void a_sender_that_has_not_cleared_what_it_told_is_not_forgotten() {
    ObjectId to = teller();
    ObjectId from = teller();
    told(from, to, 1, 1);
    awaitHeard(to, TellPromises.numbers(from, 1, 1));
    world().store.failAppends(from);
    for (int round = 1; round <= 5; round++) {
      tellEach(tellers(ContractWorld.LIMITS.sendersMax() / 2), to, round);
    }
    world().store.mendAppends();
    String before = heard(to);
    assertThat(before).containsOnlyOnce(TellPromises.numbers(from, 1, 1));
    nothingMore(to, before);
    told(from, to, 2, 1);
    awaitHeard(to, before + " " + TellPromises.numbers(from, 2, 1));
  }
}
