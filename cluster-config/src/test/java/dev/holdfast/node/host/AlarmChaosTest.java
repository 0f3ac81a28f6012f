package dev.holdfast.node.host;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.FaultyStore.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * Alarms set, moved and cleared at random while commits fail or are lost, objects cannot be loaded,
 * handlers throw, the wake index loses, repeats and delays, and nodes die. What is done follows
 * from the seed; which thread is hit by it does not.
 */
class AlarmChaosTest {
  private static final int OBJECTS = 6;
  private static final int STEPS = 150;
  private static final int NAMES = 3;
  private static final int ONE_IN_KILLS = 50;
  private static final Fault[] FAULTS = Fault.values();
  private static final Logger NOISE = (Logger) LoggerFactory.getLogger("dev.holdfast.runtime.host");

  @TempDir static Path data;
  private static TestNode.Storage storage;

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

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whatever_goes_wrong_each_alarm_takes_effect_once_or_is_told_as_ended(long seed) {
    try {
      run(seed);
    } catch (AssertionError e) {
      throw new AssertionError("with seed " + seed, e);
    }
  }

  private static void run(long seed) {
    UnreliableWakes wakes = new UnreliableWakes(storage.store(), seed);
    try (NodeLives lives = new NodeLives(storage, wakes.index())) {
      Run run = new Run(lives, new Random(seed));
      run.objects.forEach(wakes::mayWake);
      for (int step = 0; step < STEPS; step++) {
        run.step(step);
      }
      wakes.calmDown();
      for (ObjectId object : run.objects) {
        lives.awaitLast(object, run.expected(object));
      }
      lives.passAWhile();
      for (ObjectId object : run.objects) {
        assertThat(lives.counts(object)).isEqualTo(run.expected(object));
        assertThat(lives.row(object)).isEmpty();
      }
    }
  }

  /** One run, and what follows from what its objects answered. */
  private static final class Run {
    private final NodeLives lives;
    private final Random random;
    private final List<ObjectId> objects = new ArrayList<>();
    private final Map<ObjectId, TreeSet<String>> owed = new HashMap<>();

    Run(NodeLives lives, Random random) {
      this.lives = lives;
      this.random = random;
      for (int i = 0; i < OBJECTS; i++) {
        objects.add(lives.fresh());
        owed.put(objects.getLast(), new TreeSet<>());
      }
    }

    void step(int step) {
      ObjectId object = objects.get(random.nextInt(OBJECTS));
      String name = "alarm-" + random.nextInt(NAMES);
      switch (random.nextInt(12)) {
        case 0, 1, 2, 3 -> set(object, name, (random.nextInt(4) == 0 ? "fails-" : "t-") + step);
        case 4 -> owed.get(object).remove(lives.ask(object, new Tally.Clear(name)));
        case 5, 6 ->
            lives.node().store.failNextAppend(object, FAULTS[random.nextInt(FAULTS.length)]);
        case 7 ->
            lives.node().store.failNextLoad(object, new IllegalStateException("told to fail"));
        case 8 -> {
          lives.node().host.advance(Duration.ofSeconds(11));
          lives.node().host.sweep();
        }
        default -> lives.node().host.advance(Duration.ofMillis(random.nextInt(15_000)));
      }
      if (random.nextInt(ONE_IN_KILLS) == 0) {
        lives.kill();
        lives.startAfter(Duration.ofSeconds(random.nextInt(60)));
      }
    }

    private void set(ObjectId object, String name, String token) {
      long at = lives.now().plusMillis(random.nextInt(90_000) - 5_000).toEpochMilli();
      owed.get(object).remove(lives.ask(object, new Tally.SetAt(name, token, at)));
      owed.get(object).add(token);
    }

    String expected(ObjectId object) {
      return String.join(",", owed.get(object).stream().map(token -> token + "=1").toList());
    }
  }
}
