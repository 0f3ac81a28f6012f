package dev.holdfast.node.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Asks;
import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.ContractWorld;
import dev.holdfast.runtime.host.HandClock;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;
import dev.holdfast.runtime.spi.WakeIndex;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * One node after another on the same database: killed as a process is, without a last word, and
 * started again. Time goes on across lives, by hand alone.
 */
final class NodeLives implements AutoCloseable {
  private static final Instant EVER = Instant.parse("9999-01-01T00:00:00Z");

  private final TestNode.Storage storage;
  private final WakeIndex wakes;
  private ContractWorld life;

  /** The first life. */
  NodeLives(TestNode.Storage storage, WakeIndex wakes) {
    this.storage = storage;
    this.wakes = wakes;
    this.life = begin(Catalogue.of(Tally.TYPE), HandClock.START);
  }

  private ContractWorld begin(Catalogue types, Instant at) {
    ContractWorld world = TestNode.world(storage, Limits.DEFAULTS, wakes, types);
    world.clock.set(at);
    return world;
  }

  /** The node that lives now. */
  ContractWorld node() {
    return life;
  }

  Instant now() {
    return life.clock.instant();
  }

  ObjectId fresh() {
    return new ObjectId(Tally.TYPE.name(), UUID.randomUUID().toString());
  }

  /** Ends the node at once. What its store holds back is neither written nor failed. */
  ContractWorld kill() {
    ContractWorld dead = life;
    dead.host.close();
    return dead;
  }

  /** Starts the next one, after that time, with the types that the last one had. */
  void startAfter(Duration down) {
    startAfter(down, Catalogue.of(Tally.TYPE));
  }

  void startAfter(Duration down, Catalogue types) {
    life = begin(types, life.clock.instant().plus(down));
  }

  /** Asks under an id, again and again until it is answered: it takes effect once. */
  <R> R ask(ObjectId object, Asks<R> message) {
    Delivery repeatable = life.withId(life.delivery(object, message), UUID.randomUUID().toString());
    Answer[] answer = {life.send(repeatable)};
    life.eventually(
        "an answer of " + object,
        () -> {
          if (!(answer[0] instanceof Answer.Replied)) {
            answer[0] = life.send(repeatable);
          }
          return answer[0] instanceof Answer.Replied;
        });
    @SuppressWarnings("unchecked") // what an Asks<R> is answered
    R reply = (R) ((Answer.Replied) answer[0]).value();
    return reply;
  }

  /** Sets the object's alarm {@code tea} with the token {@code t}. */
  CompletableFuture<Answer> set(ObjectId object, Duration in) {
    return life.deliver(object, new Tally.SetAt("tea", "t", now().plus(in).toEpochMilli()));
  }

  String counts(ObjectId object) {
    return ask(object, new Tally.Counts());
  }

  /**
   * Moves time on in steps until nothing of the object is due, then looks at its tally. Not asked
   * before: a question loads the object, which then finds by itself what is due, woken or not.
   */
  void awaitCounts(ObjectId object, String counts) {
    awaitRow(object, row -> row.isEmpty() || row.get().isAfter(now()));
    assertThat(counts(object)).isEqualTo(counts);
  }

  /** The same for an object all of whose alarms come to an end. */
  void awaitLast(ObjectId object, String counts) {
    awaitRow(object, Optional::isEmpty);
    assertThat(counts(object)).isEqualTo(counts);
  }

  private void awaitRow(ObjectId object, Predicate<Optional<Instant>> done) {
    life.eventually(
        "the alarms of " + object,
        () -> {
          life.host.advance(Duration.ofMillis(200));
          return done.test(row(object));
        });
  }

  /** Time enough for whatever is sent again or tried again. */
  void passAWhile() {
    for (int i = 0; i < 4; i++) {
      life.host.advance(Duration.ofSeconds(40));
      life.host.sweep();
    }
  }

  /** The object's row of the wake index. */
  Optional<Instant> row(ObjectId object) {
    int slice = WakeIndex.sliceOf(object.toString());
    return storage
        .store()
        .due(new WakeIndex.Slices(slice, slice + 1), Set.of(object.type()), EVER, 10_000)
        .toCompletableFuture()
        .orTimeout(20, TimeUnit.SECONDS)
        .join()
        .stream()
        .filter(due -> due.object().equals(object))
        .map(WakeIndex.Due::at)
        .findFirst();
  }

  @Override
  public void close() {
    life.store.release();
    life.host.close();
  }
}
