package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.holdfast.runtime.Asks;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.FaultyStore.Fault;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.CallRunner;
import dev.holdfast.runtime.spi.Delivery;
import dev.holdfast.runtime.spi.Delivery.Reach;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Commits fail, objects sleep, nodes die, answers come too late: each question has one outcome. */
class QuestionChaosTest {
  private static final Logger NOISE = (Logger) LoggerFactory.getLogger(BatchDecider.class);
  private static final List<ObjectId> OBJECTS =
      Stream.of("a", "b", "c").map(name -> new ObjectId("inquirer", name)).toList();

  /** Of all questions, those that get no other answer than a time-out. */
  private static final String SILENCE = "silence";

  private final HandClock clock = new HandClock();
  private final MemoryStore memory = new MemoryStore();
  private final FaultyStore store = new FaultyStore(memory);
  private final int[] asked = new int[OBJECTS.size()];
  private DeterministicHost host = start();
  private int seed;
  private Random random = new Random();

  @BeforeAll
  static void quiet() {
    NOISE.setLevel(Level.OFF);
  }

  @AfterAll
  static void loud() {
    NOISE.setLevel(null);
  }

  private DeterministicHost start() {
    return new DeterministicHost(
        ContractWorld.CATALOGUE,
        Limits.DEFAULTS,
        clock,
        store,
        new ContractHub(),
        CallRunner.NONE,
        Map.of());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void each_question_comes_to_one_outcome(int first) {
    // Each in a world of its own.
    for (int more = 0; more < 30; more++) {
      var test = new QuestionChaosTest();
      test.seed = first * 1_000 + more;
      test.random = new Random(test.seed);
      test.play();
    }
  }

  private void play() {
    for (int step = 0; step < 60; step++) {
      step();
    }
    for (int i = 0; i < 40; i++) {
      host.advance(Duration.ofSeconds(30));
    }
    for (int i = 0; i < OBJECTS.size(); i++) {
      String heard = ask(OBJECTS.get(i), new Inquirer.Outcomes());
      List<String> outcomes = heard.isEmpty() ? List.of() : List.of(heard.split(" "));
      List<String> names =
          outcomes.stream().map(text -> text.substring(0, text.indexOf('='))).toList();
      assertThat(names).as("seed %d, %s", seed, heard).hasSize(asked[i]);
      assertThat(names.stream().filter(name -> !name.equals(SILENCE)))
          .as("seed %d", seed)
          .doesNotHaveDuplicates();
      assertThat(outcomes)
          .as("seed %d", seed)
          .allMatch(text -> text.endsWith("!") != text.endsWith("=TIMED_OUT"));
    }
  }

  private void step() {
    int index = random.nextInt(OBJECTS.size());
    ObjectId one = OBJECTS.get(index);
    switch (random.nextInt(12)) {
      case 0, 1 -> store.failNextAppend(one, List.of(Fault.values()).get(random.nextInt(3)));
      case 2 -> host.sleep(one);
      case 3 -> {
        var wakes = memory.wakes();
        host = start();
        host.takeOver(wakes);
      }
      case 4, 5, 6 -> host.advance(Duration.ofSeconds(random.nextInt(1, 40)));
      default -> put(index, one);
    }
  }

  private void put(int index, ObjectId from) {
    String what = random.nextInt(3) == 0 ? SILENCE : "q" + asked[index];
    ObjectId to = OBJECTS.get(random.nextInt(OBJECTS.size()));
    // So short that answers are late when a commit on their way fails.
    long timeoutMillis = random.nextInt(10, 2_000);
    var put = new Inquirer.Put(to.toString(), what, timeoutMillis, 1);
    var id = new Delivery.RequestId("test", "put " + asked[index], new byte[] {1});
    Answer answer = new Answer.TimedOut();
    for (int i = 0; i < 5 && !(answer instanceof Answer.Done); i++) {
      answer = deliver(from, new ObjectEvent.MessageReceived(put), Optional.of(id));
    }
    assertThat(answer).as("seed %d", seed).isEqualTo(new Answer.Done());
    asked[index]++;
  }

  private <R> R ask(ObjectId target, Asks<R> message) {
    return ContractWorld.reply(
        deliver(target, new ObjectEvent.MessageReceived(message), Optional.empty()));
  }

  private Answer deliver(ObjectId target, ObjectEvent event, Optional<Delivery.RequestId> id) {
    Delivery delivery =
        new Delivery(target, event, id, Reach.EITHER, "", Duration.ofSeconds(30), 10);
    return host.deliver(delivery).toCompletableFuture().getNow(new Answer.TimedOut());
  }
}
