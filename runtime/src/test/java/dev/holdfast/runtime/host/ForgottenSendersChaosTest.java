package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.FaultyStore.Fault;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;
import dev.holdfast.runtime.spi.Delivery.Reach;
import dev.holdfast.runtime.testing.TestCalls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Few are remembered, many tell, commits fail, objects sleep, nodes die. */
class ForgottenSendersChaosTest {
  private static final ObjectId TO = new ObjectId("teller", "to");
  private static final Limits FEW = few();

  private static Limits few() {
    Limits l = ContractWorld.LIMITS;
    return new Limits(
        l.valueBytesMax(),
        l.objectBytesMax(),
        l.requestBytesMax(),
        l.responseBytesMax(),
        l.batchEventsMax(),
        l.batchBytesMax(),
        l.queueEventsMax(),
        l.queueBytesMax(),
        1_000,
        1_000_000,
        l.answersKeptFor(),
        l.handlerDeadline(),
        l.askDeadline(),
        l.alarmsMax(),
        l.deadLettersMax(),
        l.outboxMax(),
        l.outboxBytesMax(),
        l.callsMax(),
        l.callsBytesMax(),
        l.questionsMax(),
        2,
        l.awakeObjectsMax(),
        l.awakeBytesMax());
  }

  private static final List<ObjectId> SENDERS =
      Stream.of("a", "b", "c", "d", "e", "f").map(n -> new ObjectId("teller", n)).toList();

  private final HandClock clock = new HandClock();
  private final MemoryStore memory = new MemoryStore();
  private final FaultyStore store = new FaultyStore(memory);
  private final long[] next = new long[SENDERS.size()];
  private DeterministicHost host = start();
  private int seed;
  private Random random = new Random();

  private DeterministicHost start() {
    return new DeterministicHost(
        ContractWorld.CATALOGUE, FEW, clock, store, new ContractHub(), new TestCalls(), Map.of());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void each_message_takes_effect_once_and_in_order(int first) {
    // Each in a world of its own.
    for (int more = 0; more < 30; more++) {
      var test = new ForgottenSendersChaosTest();
      test.seed = first * 1_000 + more;
      test.random = new Random(test.seed);
      test.play();
    }
  }

  private void play() {
    for (int step = 0; step < 60; step++) {
      step();
    }
    for (int i = 0; i < 20; i++) {
      host.advance(Duration.ofSeconds(30));
    }
    List<String> heard = List.of(heard().split(" "));
    for (int i = 0; i < SENDERS.size(); i++) {
      String prefix = SENDERS.get(i).name() + ":";
      List<String> expected = new ArrayList<>();
      LongStream.range(1_000, 1_000 + next[i]).forEach(n -> expected.add(prefix + n));
      assertThat(heard.stream().filter(word -> word.startsWith(prefix)).toList())
          .as("seed %d", seed)
          .isEqualTo(expected);
    }
  }

  private void step() {
    int index = random.nextInt(SENDERS.size());
    ObjectId one = SENDERS.get(index);
    switch (random.nextInt(12)) {
      case 0 -> store.failNextAppend(TO, List.of(Fault.values()).get(random.nextInt(3)));
      case 1 -> store.failNextAppend(one, Fault.LOST_AFTER_WRITING);
      case 2 -> host.sleep(random.nextBoolean() ? TO : one);
      case 3 -> {
        var wakes = memory.wakes();
        host = start();
        host.takeOver(wakes);
      }
      case 4, 5, 6 -> host.advance(Duration.ofSeconds(random.nextInt(1, 40)));
      default -> tell(one, index);
    }
  }

  /** Under an id of its own number: what was written and not acknowledged is not told twice. */
  private void tell(ObjectId from, int index) {
    long number = 1_000 + next[index];
    var go = new Teller.Go(TO.toString(), "either", number, 1);
    var id = new Delivery.RequestId("test", "n" + number, new byte[] {1});
    Delivery delivery =
        new Delivery(
            from,
            new ObjectEvent.MessageReceived(go),
            Optional.of(id),
            Reach.EITHER,
            "",
            Duration.ofSeconds(30),
            10);
    Answer answer = new Answer.TimedOut();
    for (int i = 0; i < 5 && !(answer instanceof Answer.Done); i++) {
      answer = host.deliver(delivery).toCompletableFuture().getNow(answer);
    }
    assertThat(answer).as("seed %d", seed).isEqualTo(new Answer.Done());
    next[index]++;
  }

  private String heard() {
    Delivery delivery =
        new Delivery(
            TO,
            new ObjectEvent.MessageReceived(new Teller.Heard()),
            Optional.empty(),
            Reach.EITHER,
            "",
            Duration.ofSeconds(30),
            10);
    return ContractWorld.reply(
        host.deliver(delivery).toCompletableFuture().getNow(new Answer.TimedOut()));
  }
}
