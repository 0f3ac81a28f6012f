package dev.holdfast.node.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Asks;
import dev.holdfast.runtime.ObjectId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A clock that jumps makes nothing early, loses nothing, and lets no schedule flood. */
class AlarmClockJumpTest {
  private static final Duration QUARTER = Duration.ofMinutes(15);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir static Path data;
  private static TestNode.Storage storage;
  private NodeLives lives;
  private ObjectId object;

  @BeforeAll
  static void openStorage() {
    storage = TestNode.Storage.start(data);
  }

  @AfterAll
  static void closeStorage() {
    storage.close();
  }

  @BeforeEach
  void start() {
    lives = new NodeLives(storage, storage.store());
    object = lives.fresh();
    ask(new Tally.Every("every", "e", QUARTER.toMillis()));
  }

  @AfterEach
  void end() {
    ask(new Tally.Clear("every"));
    lives.close();
  }

  private void ask(Asks<String> message) {
    assertThat(lives.ask(object, message)).isNotNull();
  }

  private void set(Instant at) {
    ask(new Tally.SetAt("tea", "t", at.toEpochMilli()));
  }

  /** As an operator sets it, or NTP: the time of day alone. */
  private void jump(Duration by) {
    lives.node().clock.set(lives.now().plus(by));
    lives.node().host.advance(Duration.ZERO);
  }

  /** Nothing fires meanwhile. */
  private void requireQuietFor(Duration time) {
    String before = lives.counts(object);
    for (int i = 0; i < 8; i++) {
      lives.node().host.advance(time.dividedBy(8));
      assertThat(lives.counts(object)).isEqualTo(before);
    }
  }

  @Test
  void set_back_an_hour_it_fires_nothing_early_and_nothing_twice() {
    set(lives.now().plus(HOUR).plus(QUARTER.dividedBy(3)));
    lives.node().host.advance(HOUR);
    lives.awaitCounts(object, "e=4");

    jump(HOUR.negated());

    requireQuietFor(HOUR);
    lives.node().host.advance(QUARTER);
    lives.awaitCounts(object, "e=5,t=1");
  }

  @Test
  void set_forward_a_day_and_back_it_fires_once_what_the_clock_said_and_floods_nobody() {
    set(lives.now().plus(HOUR.multipliedBy(6)));
    int appends = lives.node().store.appendsOf(object);

    jump(DAY);

    lives.awaitCounts(object, "e=96,t=1");
    assertThat(lives.node().store.appendsOf(object) - appends).isLessThan(10);
    jump(DAY.negated());
    requireQuietFor(DAY.dividedBy(2));
    lives.kill();
    lives.startAfter(Duration.ZERO);
    requireQuietFor(DAY.dividedBy(2));
    lives.node().host.advance(QUARTER);
    lives.awaitCounts(object, "e=97,t=1");
  }
}
