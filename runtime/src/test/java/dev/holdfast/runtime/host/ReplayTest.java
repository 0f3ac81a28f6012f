package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.SocketId;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.Committed;
import dev.holdfast.runtime.host.stored.LogRow;
import dev.holdfast.runtime.host.stored.ObjectSnapshot;
import dev.holdfast.runtime.spi.Delivery;
import dev.holdfast.runtime.spi.Delivery.Reach;
import dev.holdfast.runtime.spi.Delivery.RequestId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What is read back is what was there: the property on which all durability rests. */
class ReplayTest {
  private static final Logger NOISE = (Logger) LoggerFactory.getLogger(BatchDecider.class);
  private static final List<Reach> REACHES = List.of(Reach.values());
  private static final ObjectId ID = new ObjectId("chaos", "x");
  private static final TypeRuntime<?> TYPE =
      TypeRuntime.of(ObjectType.of("chaos", Chaos.Command.class, Chaos::new));

  @BeforeAll
  static void quiet() {
    NOISE.setLevel(Level.OFF);
  }

  @AfterAll
  static void loud() {
    NOISE.setLevel(null);
  }

  @Test
  void a_commit_applied_to_the_state_before_gives_the_state_after() {
    for (int seed = 0; seed < 400; seed++) {
      Random random = new Random(seed);
      HandClock clock = new HandClock();
      List<Committed> journal = new ArrayList<>();
      Set<String> rows = new HashSet<>();
      ObjectState live = new ObjectState(ID);
      BatchDecider decider = new BatchDecider(TYPE, live, services(clock));
      for (int batch = 0; batch < 12; batch++) {
        clock.advance(Duration.ofHours(random.nextInt(14)));
        List<Envelope> left = events(random);
        while (!left.isEmpty()) {
          Decided decided = decider.decide(left, journal.size() + 1, List.of(), TurnWatch.NONE);
          decided.committed().ifPresent(journal::add);
          decided.committed().ifPresent(c -> requireNew(rows, c.rows()));
          left = decided.leftover();
          ObjectState back = replayed(journal);
          // The time of a batch that commits nothing is not stored.
          back.reached(live.at());
          back.answers().expire(live.at());
          assertThat(text(back)).as("seed %d, batch %d", seed, batch).isEqualTo(text(live));
        }
        if (random.nextInt(4) == 0) {
          live = random.nextBoolean() ? replayed(journal) : restored(live, journal.size());
          decider = new BatchDecider(TYPE, live, services(clock));
        }
      }
    }
  }

  private static void requireNew(Set<String> seen, List<LogRow> rows) {
    rows.forEach(row ->
        assertThat(seen.add(row.log() + " " + row.life() + " " + row.number()))
            .as("entry %d of %s is written twice in life %d", row.number(), row.log(), row.life())
            .isTrue());
  }

  private static HostServices services(HandClock clock) {
    return new HostServices(
        Map.of("chaos", TYPE),
        Catalogue.of(),
        ContractWorld.LIMITS,
        clock,
        clock::nanos,
        Map.of(),
        new ContractHub(),
        new TurnJournal());
  }

  private static ObjectState replayed(List<Committed> journal) {
    ObjectState state = new ObjectState(ID);
    journal.forEach(event -> state.replay(event.at(), event.changes()));
    return state;
  }

  private static ObjectState restored(ObjectState live, long sequence) {
    ObjectSnapshot snapshot = live.snapshot(sequence);
    ObjectState state = new ObjectState(ID);
    state.replay(snapshot.at(), snapshot.changes());
    assertThat(text(state)).isEqualTo(text(live));
    return state;
  }

  private static List<Envelope> events(Random random) {
    List<Envelope> events = new ArrayList<>();
    for (int i = random.nextInt(6) + 1; i > 0; i--) {
      Optional<RequestId> id =
          random.nextInt(3) == 0
              ? Optional.of(new RequestId("c", "id-" + random.nextInt(6), new byte[] {1}))
              : Optional.empty();
      Delivery delivery =
          new Delivery(
              ID, event(random), id, REACHES.get(random.nextInt(3)), "", Duration.ofDays(99), 10);
      events.add(new Envelope(ID.toString(), delivery, _ -> {}, Long.MAX_VALUE));
    }
    return events;
  }

  private static ObjectEvent event(Random random) {
    SocketId socket = new SocketId("contract-hub", "s" + random.nextInt(3));
    return switch (random.nextInt(8)) {
      case 0 -> new ObjectEvent.SocketOpening(socket, Request.of("GET", "/", ""));
      case 1 -> new ObjectEvent.FrameReceived(socket, random.nextInt(9), new Frame.Text(""));
      case 2 -> new ObjectEvent.SocketClosed(socket, 1000, "", random.nextBoolean());
      default -> new ObjectEvent.MessageReceived(Chaos.Script.random(random));
    };
  }

  /** All of a state, in an order that does not depend on how it came about. */
  private static String text(ObjectState state) {
    List<String> changes = new ArrayList<>();
    List<String> answers = new ArrayList<>();
    for (Change change : state.snapshot(0).changes()) {
      switch (change) {
        case Change.KeyPut(String key, byte[] value) -> changes.add(key + Arrays.toString(value));
        case Change.AnswerRemembered(String id, byte[] hash, var until, byte[] answer) ->
            answers.add(id + Arrays.toString(hash) + until + Arrays.toString(answer));
        default -> changes.add(change.toString());
      }
    }
    changes.sort(null);
    return "%s %d %d %d %s %s"
        .formatted(
            state.at(), state.life(), state.keyBytes(), state.answers().bytes(), changes, answers);
  }
}
