package dev.holdfast.node.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.Waker;
import dev.holdfast.runtime.spi.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A type that is in the catalogue no longer. */
class GoneTypeTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final int MANY = 200;

  @TempDir static Path data;
  private static TestNode.Storage storage;

  @BeforeAll
  static void openStorage() {
    storage = TestNode.Storage.start(data);
  }

  @AfterAll
  static void closeStorage() {
    storage.close();
  }

  @Test
  void its_alarms_wait_keep_no_others_waiting_and_fire_when_it_is_back() {
    try (NodeLives lives = new NodeLives(storage, storage.store())) {
      List<ObjectId> gone = Stream.generate(lives::fresh).limit(MANY).toList();
      List<CompletableFuture<Answer>> set =
          gone.stream().map(object -> lives.set(object, MINUTE)).toList();
      assertThat(lives.node().answers(set)).hasOnlyElementsOfType(Answer.Replied.class);
      lives.kill();

      lives.startAfter(HOUR, Catalogue.of(Stubborn.TYPE));
      assertThat(lives.node().send(gone.getFirst(), new Tally.Clear("tea")))
          .isEqualTo(new Answer.UnknownType());
      ObjectId other = lives.node().fresh("waker");
      assertThat(lives.node().send(other, new Waker.Set("tea", 1))).isEqualTo(new Answer.Done());
      lives.node().host.advance(MINUTE);
      lives.node().eventually("the other alarm", () -> lives.row(other).isEmpty());
      assertThat(gone).allMatch(object -> lives.row(object).isPresent());
      lives.kill();

      lives.startAfter(HOUR);
      gone.forEach(object -> lives.awaitLast(object, "t=1"));
      lives.passAWhile();
      assertThat(gone).allMatch(object -> lives.counts(object).equals("t=1"));
    }
  }
}
