package dev.holdfast.node.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.Teller;
import dev.holdfast.runtime.spi.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node's death between two steps of a message leaves. */
class TellCrashPointsTest {
  @TempDir private static Path data;
  private static TestNode.Storage storage;
  private NodeLives lives;
  private final ObjectId from = teller();
  private final ObjectId to = teller();

  private static ObjectId teller() {
    return new ObjectId("teller", UUID.randomUUID().toString());
  }

  @BeforeAll
  static void startStorage() {
    storage = TestNode.Storage.start(data);
  }

  @AfterAll
  static void closeStorage() {
    storage.close();
  }

  @BeforeEach
  void start() {
    lives = new NodeLives(storage, storage.store());
  }

  @AfterEach
  void close() {
    lives.close();
  }

  private CompletableFuture<Answer> go(long first, long count) {
    return lives.node().deliver(from, new Teller.Go(to.toString(), "either", first, count));
  }

  /** The sender's commit is in flight. */
  private void holdSender() {
    lives.node().store.hold();
    var _ = go(1, 3);
    lives.node().store.awaitHeld(1);
  }

  /** Its messages have reached the receiver, whose commit is in flight. */
  private void holdReceiver() {
    holdSender();
    lives.node().store.releaseOne();
    lives.node().store.awaitHeld(1);
  }

  private void die() {
    lives.kill();
    lives.startAfter(Duration.ZERO);
  }

  /** Not asked before its sender has nothing left to do: a question would load it. */
  private void requireHeardOnce(long count) {
    lives
        .node()
        .eventually(
            "nothing left to deliver",
            () -> {
              lives.node().host.advance(Duration.ofSeconds(1));
              return lives.row(from).isEmpty();
            });
    String all = numbers(count);
    assertThat(lives.ask(to, new Teller.Heard())).isEqualTo(all);
    lives.passAWhile();
    assertThat(lives.ask(to, new Teller.Heard())).isEqualTo(all);
  }

  private String numbers(long count) {
    return LongStream.rangeClosed(1, count)
        .mapToObj(number -> from.name() + ":" + number)
        .collect(Collectors.joining(" "));
  }

  @Test
  void before_the_senders_commit_nothing_was_told() {
    holdSender();
    die();
    lives.passAWhile();
    assertThat(lives.ask(to, new Teller.Heard())).isEmpty();
  }

  @Test
  void after_the_senders_commit_the_next_node_delivers_what_it_told() {
    holdReceiver();
    assertThat(lives.row(from)).isPresent();
    die();
    requireHeardOnce(3);
  }

  @Test
  void after_the_receivers_commit_it_is_not_heard_again() {
    holdReceiver();
    lives.node().store.releaseOne();
    die();
    requireHeardOnce(3);
  }

  @Test
  void before_the_sender_wrote_that_it_is_delivered_it_is_not_heard_again() {
    lives.node().answer(go(1, 3));
    lives
        .node()
        .eventually("it is heard", () -> lives.ask(to, new Teller.Heard()).equals(numbers(3)));
    assertThat(lives.row(from)).isPresent();
    die();
    requireHeardOnce(3);
  }

  @Test
  void what_came_before_and_after_a_death_is_heard_in_order() {
    holdReceiver();
    die();
    lives.node().answer(go(4, 2));
    requireHeardOnce(5);
  }

  @Test
  void a_refusal_reaches_the_sender_once_whatever_dies_in_between() {
    lives.node().store.hold();
    var _ = go(13, 1);
    lives.node().store.awaitHeld(1);
    lives.node().store.releaseOne();
    lives.node().store.awaitHeld(1);
    lives.node().store.releaseOne();
    die();
    lives
        .node()
        .eventually(
            "the sender is told",
            () -> {
              lives.node().host.advance(Duration.ofSeconds(1));
              return lives.row(from).isEmpty() && lives.row(to).isEmpty();
            });
    lives.passAWhile();
    assertThat(lives.ask(from, new Teller.Refused()))
        .isEqualTo("hear by %s: CONFLICT".formatted(to.name()));
  }
}
