package dev.holdfast.node.host;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.ContractWorld;
import dev.holdfast.runtime.host.FaultyStore.Fault;
import dev.holdfast.runtime.spi.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/**
 * Every gap between two steps of an alarm's way, in their order: decided, committed with its wake
 * row, owner told, row in the window, wake-up sent, object loaded, handler run, committed with its
 * removal, owner told, outputs released. A crash in any of them neither loses an alarm nor lets it
 * take effect twice.
 */
class AlarmCrashPointsTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Logger NOISE = (Logger) LoggerFactory.getLogger("dev.holdfast.runtime.host");

  @TempDir static Path data;
  private static TestNode.Storage storage;
  private NodeLives lives;
  private ObjectId object;

  @BeforeAll
  static void openStorage() {
    NOISE.setLevel(Level.OFF);
    storage = TestNode.Storage.start(data);
  }

  @AfterAll
  static void closeStorage() {
    storage.close();
    NOISE.setLevel(null);
  }

  @BeforeEach
  void start() {
    lives = new NodeLives(storage, storage.store());
    object = lives.fresh();
  }

  @AfterEach
  void end() {
    lives.close();
  }

  private ContractWorld node() {
    return lives.node();
  }

  private void set(Duration in) {
    assertThat(node().answer(lives.set(object, in))).isInstanceOf(Answer.Replied.class);
  }

  /** The commit of the due alarm is on its way and gets no further. */
  private void holdFiring() {
    set(MINUTE);
    node().store.hold();
    node().host.advance(MINUTE);
    node().store.awaitHeld(1);
  }

  private void requireOnce() {
    lives.awaitLast(object, "t=1");
    lives.passAWhile();
    assertThat(lives.counts(object)).isEqualTo("t=1");
    assertThat(lives.row(object)).isEmpty();
  }

  private void requireNever() {
    node().host.advance(MINUTE.multipliedBy(2));
    lives.passAWhile();
    assertThat(lives.counts(object)).isEmpty();
    assertThat(lives.row(object)).isEmpty();
  }

  // Decided, not committed.

  @Test
  void an_alarm_whose_setting_was_not_committed_when_the_node_died_never_was() {
    node().store.hold();
    CompletableFuture<Answer> setting = lives.set(object, MINUTE);
    node().store.awaitHeld(1);
    ContractWorld dead = lives.kill();
    assertThat(dead.answer(setting)).isNotInstanceOf(Answer.Replied.class);

    lives.startAfter(Duration.ZERO);

    requireNever();
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"NOT_WRITTEN", "LOST_BEFORE_WRITING"})
  void an_alarm_whose_setting_the_database_did_not_take_never_was(Fault fault) {
    node().store.failNextAppend(object, fault);
    assertThat(node().answer(lives.set(object, MINUTE))).isNotInstanceOf(Answer.Replied.class);

    requireNever();
  }

  // Committed with its wake row, its owner not told.

  @Test
  void an_alarm_is_kept_whose_setting_the_database_took_after_the_node_had_died() {
    node().store.hold();
    CompletableFuture<Answer> setting = lives.set(object, MINUTE);
    node().store.awaitHeld(1);
    ContractWorld dead = lives.kill();
    assertThat(dead.answer(setting)).isEqualTo(new Answer.OutcomeUnknown());
    dead.store.release();
    node().eventually("the row", () -> lives.row(object).isPresent());

    lives.startAfter(MINUTE);

    requireOnce();
  }

  @Test
  void an_alarm_fires_though_the_database_never_answered_its_setting_and_nobody_else_wakes_it() {
    node().store.failNextAppend(object, Fault.LOST_AFTER_WRITING);
    assertThat(node().answer(lives.set(object, MINUTE))).isEqualTo(new Answer.OutcomeUnknown());
    assertThat(lives.row(object)).isPresent();

    node().host.advance(MINUTE);

    requireOnce();
  }

  // In the window of an owner, not yet due.

  @Test
  void an_alarm_that_falls_due_while_no_node_lives_fires_when_one_does() {
    set(Duration.ofSeconds(15));
    node().host.advance(Duration.ofSeconds(5));
    lives.kill();

    lives.startAfter(MINUTE);

    requireOnce();
  }

  // The wake-up is sent, the object not loaded.

  @Test
  void an_object_that_cannot_be_loaded_when_it_is_woken_is_woken_again() {
    set(HOUR);
    node().sleepAll();
    node()
        .store
        .failNextLoad(object, new IllegalStateException("the database is away, says the test"));
    node().host.advance(HOUR);

    requireOnce();
  }

  // Loaded, its handler runs.

  @Test
  void an_alarm_whose_handler_was_running_when_the_node_died_fires_on_the_next_node() {
    set(MINUTE);
    Tally.BLOCKED.add(object.name());
    node().host.advance(MINUTE);
    acquire();
    lives.kill();

    lives.startAfter(Duration.ZERO);
    lives.awaitLast(object, "t=1");
    Tally.LET_GO.release(); // what the dead node's handler decides is for nobody

    requireOnce();
  }

  private static void acquire() {
    try {
      assertThat(Tally.ENTERED.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  // Decided, its commit on the way.

  @Test
  void an_alarm_whose_commit_never_reached_the_database_fires_on_the_next_node() {
    holdFiring();
    ContractWorld dead = lives.kill();
    assertThat(dead.hub.ordersOf(object)).isEmpty();

    lives.startAfter(Duration.ZERO);

    requireOnce();
    assertThat(node().hub.ordersOf(object)).hasSize(1);
  }

  @Test
  void an_alarm_whose_commit_came_through_after_the_node_had_died_does_not_fire_again() {
    holdFiring();
    ContractWorld dead = lives.kill();
    dead.store.release();
    node().eventually("the row goes with the commit", () -> lives.row(object).isEmpty());

    lives.startAfter(Duration.ZERO);

    requireOnce();
    assertThat(node().hub.ordersOf(object)).isEmpty();
  }

  @Test
  void a_commit_that_comes_through_after_the_next_node_has_fired_the_alarm_is_fenced() {
    holdFiring();
    ContractWorld dead = lives.kill();
    lives.startAfter(Duration.ZERO);
    lives.awaitLast(object, "t=1");
    long highest = node().store.highest(object);

    dead.store.release();

    requireOnce();
    assertThat(node().store.highest(object)).isEqualTo(highest);
    assertThat(dead.hub.ordersOf(object)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void an_alarm_takes_effect_once_whatever_the_database_said_of_its_commit(Fault fault) {
    set(HOUR);
    node().sleepAll();
    node().store.failNextAppend(object, fault);

    node().host.advance(HOUR);

    requireOnce();
  }

  @ParameterizedTest
  @EnumSource
  void an_attempt_that_failed_is_repeated_whatever_the_database_said_of_its_commit(Fault fault) {
    lives.ask(object, new Tally.SetAt("tea", "fails", lives.now().plus(MINUTE).toEpochMilli()));
    node().store.failNextAppend(object, fault);

    node().host.advance(MINUTE);

    lives.awaitLast(object, "fails=1");
    lives.passAWhile();
    assertThat(lives.counts(object)).isEqualTo("fails=1");
  }

  // Committed with its removal, or with the next time of its schedule; its owner not told.

  @ParameterizedTest
  @EnumSource
  void a_schedule_counts_each_of_its_times_once_over_faults_and_a_dead_node(Fault fault) {
    lives.ask(object, new Tally.Every("every", "e", MINUTE.toMillis()));
    node().host.advance(MINUTE);
    lives.awaitCounts(object, "e=1");
    node().store.failNextAppend(object, fault);
    node().host.advance(MINUTE);
    lives.awaitCounts(object, "e=2");
    lives.kill();

    lives.startAfter(MINUTE.multipliedBy(7));

    lives.awaitCounts(object, "e=9");
    node().host.advance(MINUTE);
    lives.awaitCounts(object, "e=10");
    lives.ask(object, new Tally.Clear("every"));
  }
}
