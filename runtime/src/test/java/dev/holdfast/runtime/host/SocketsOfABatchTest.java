package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.SocketId;
import dev.holdfast.runtime.SocketInfo;
import dev.holdfast.runtime.SocketOptions;
import dev.holdfast.runtime.Turn;
import dev.holdfast.runtime.spi.Delivery;
import dev.holdfast.runtime.spi.Delivery.Reach;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Sockets that were accepted and that no hub has yet, because their batch is not committed. */
class SocketsOfABatchTest {
  private static final ObjectId ID = new ObjectId("door", "x");

  private final List<List<String>> seen = new ArrayList<>();
  private final TypeRuntime<?> type = TypeRuntime.of(ObjectType.of("door", () -> new Door(seen)));

  /** Accepts each socket under the path as its tag, after noting the tags of those it sees. */
  private record Door(List<List<String>> seen) implements DurableObject<Message> {
    @Override
    public Turn onSocketOpen(ObjectEvent.SocketOpening opening, ObjectContext context) {
      seen.add(
          context.sockets().stream().map(SocketInfo::tags).flatMap(tags -> tags.stream()).toList());
      return Turn.draft()
          .accept(opening, SocketOptions.PLAIN.tagged(opening.request().path().substring(1)));
    }
  }

  @Test
  void a_turn_sees_the_sockets_that_turns_before_it_in_its_batch_accepted() {
    HandClock clock = new HandClock();
    HostServices services =
        new HostServices(
            Map.of("door", type),
            Catalogue.of(),
            ContractWorld.LIMITS,
            clock,
            clock::nanos,
            Map.of(),
            new ContractHub(),
            new TurnJournal());
    BatchDecider decider = new BatchDecider(type, new ObjectState(ID), services);
    List<Envelope> batch = List.of(opening("ada"), opening("bob"), opening("cy"));
    decider.decide(batch, 1, List.of(), TurnWatch.NONE);
    assertThat(seen).containsExactly(List.of(), List.of("ada"), List.of("ada", "bob"));
  }

  private static Envelope opening(String name) {
    var event =
        new ObjectEvent.SocketOpening(
            new SocketId("contract-hub", name), Request.of("GET", "/" + name, ""));
    Delivery delivery =
        new Delivery(ID, event, Optional.empty(), Reach.EITHER, "", Duration.ofDays(1), 10);
    return new Envelope(ID.toString(), delivery, _ -> {}, Long.MAX_VALUE);
  }
}
