package dev.holdfast.http.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.http.socket.FlakyStore.Fate;
import dev.holdfast.http.socket.SocketWorld.Client;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Frames of a few sockets reach their object over a way that delays, doubles, swaps and drops
 * deliveries and answers, while commits fail and the object sleeps and moves: each takes effect
 * once, in its socket's order.
 */
class FramesInChaosTest {
  private static final int SOCKETS = 3;
  private static final int FRAMES = 150;
  private static final List<Fate> FATES = List.of(Fate.values());
  private static final int ROUNDS_MAX = 100_000;

  private final SocketWorld world = new SocketWorld();
  private final List<Runnable> onTheirWay = new ArrayList<>();

  static LongStream seeds() {
    return LongStream.range(0, 40);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void each_frame_takes_effect_once_and_in_order(long seed) {
    Random random = new Random(seed);
    List<Client> clients = new ArrayList<>();
    List<List<String>> expected = new ArrayList<>();
    for (int i = 0; i < SOCKETS; i++) {
      clients.add(world.open("/" + i));
      expected.add(new ArrayList<>());
    }
    world.store.holding = true;
    world.store.fate = () -> fate(random);
    world.way = delivery -> carry(delivery, random);
    int[] sent = new int[SOCKETS];
    int rounds = 0;
    while (rounds++ < ROUNDS_MAX && (sum(sent) < SOCKETS * FRAMES || isBusy(expected))) {
      int who = random.nextInt(SOCKETS);
      if (sent[who] < FRAMES && random.nextBoolean()) {
        String text = text(who, sent[who]++, random);
        clients.get(who).send(text);
        if (text.startsWith("say")) {
          expected.get(who).add(text);
        }
      }
      happen(random);
    }
    for (int i = 0; i < SOCKETS; i++) {
      String of = "say " + i + ":";
      assertThat(world.said()).filteredOn(said -> said.startsWith(of)).isEqualTo(expected.get(i));
      assertThat(clients.get(i).isOpen()).isTrue();
    }
  }

  private boolean isBusy(List<List<String>> expected) {
    return !onTheirWay.isEmpty()
        || world.said().size() < expected.stream().mapToInt(List::size).sum();
  }

  private static int sum(int[] counts) {
    int sum = 0;
    for (int count : counts) {
      sum += count;
    }
    return sum;
  }

  private static String text(int who, int number, Random random) {
    String kind = List.of("say", "say", "say", "ignore", "refuse").get(random.nextInt(5));
    return "%s %d:%d".formatted(kind, who, number);
  }

  private void happen(Random random) {
    switch (random.nextInt(40)) {
      case 0 -> world.host.sleep(SocketWorld.TALK);
      case 1 -> world.moveObjects();
      case 2, 3, 4, 5 -> world.time.advance(random.nextInt(60));
      case 6, 7, 8, 9, 10, 11, 12, 13, 14 -> world.store.releaseOne();
      default -> {
        if (!onTheirWay.isEmpty()) {
          // Mostly the oldest, so that it gets on; at times any.
          int which = random.nextInt(4) == 0 ? random.nextInt(onTheirWay.size()) : 0;
          onTheirWay.remove(which).run();
        }
      }
    }
  }

  private static Fate fate(Random random) {
    return random.nextInt(10) > 0 ? Fate.WRITTEN : FATES.get(random.nextInt(FATES.size()));
  }

  private CompletionStage<Answer> carry(Delivery delivery, Random random) {
    CompletableFuture<Answer> heard = new CompletableFuture<>();
    switch (random.nextInt(12)) {
      case 0 -> onTheirWay.add(() -> heard.complete(new Answer.OutcomeUnknown())); // dropped
      case 1 -> {
        onTheirWay.add(() -> arrive(delivery, _ -> {}));
        onTheirWay.add(() -> heard.complete(new Answer.OutcomeUnknown())); // its answer dropped
      }
      case 2 -> {
        onTheirWay.add(() -> arrive(delivery, heard::complete));
        onTheirWay.add(() -> arrive(delivery, _ -> {})); // twice
      }
      default -> onTheirWay.add(() -> arrive(delivery, heard::complete));
    }
    return heard;
  }

  private void arrive(Delivery delivery, Consumer<Answer> heard) {
    var _ =
        world
            .host
            .deliver(delivery)
            .thenAccept(answer -> onTheirWay.add(() -> heard.accept(answer)));
  }
}
