package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.SocketId;
import dev.holdfast.runtime.SocketInfo;
import dev.holdfast.runtime.SocketOptions;
import dev.holdfast.runtime.StorageKey;
import dev.holdfast.runtime.Turn;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.spi.Delivery;
import dev.holdfast.runtime.spi.Delivery.Reach;
import dev.holdfast.runtime.spi.SocketHub;
import dev.holdfast.runtime.spi.SocketOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What handlers see of sockets that hubs of other nodes hold, and what those hubs are told. */
class SocketsAtOtherHubsTest {
  private static final ObjectId ID = new ObjectId("door", "x");
  private static final StorageKey<Long> WOKEN = StorageKey.of("woken", Long.class);

  private final HandClock clock = new HandClock();
  private final ContractHub own = new ContractHub();
  private final Set<String> lost = new HashSet<>();
  private final List<String> seen = new ArrayList<>();
  private final TypeRuntime<?> type = TypeRuntime.of(ObjectType.of("door", () -> new Door(seen)));
  private final ObjectState state = new ObjectState(ID);
  private final HostServices services = services();
  private final BatchDecider decider = new BatchDecider(type, state, services);

  /** Notes the tags of the sockets that it sees at each frame; {@code close} closes the sender. */
  private record Door(List<String> seen) implements DurableObject<Message> {
    @Override
    public Turn onWake(ObjectContext context) {
      return Turn.draft().put(WOKEN, context.storage().get(WOKEN).orElse(0L) + 1);
    }

    @Override
    public Turn onSocketOpen(ObjectEvent.SocketOpening opening, ObjectContext context) {
      return Turn.draft()
          .accept(opening, SocketOptions.PLAIN.tagged(opening.request().path().substring(1)));
    }

    @Override
    public Turn onSocketFrame(ObjectEvent.FrameReceived frame, ObjectContext context) {
      String text = ((Frame.Text) frame.frame()).text();
      if (text.equals("all")) {
        return Turn.draft().broadcast(new Frame.Text("to all"));
      }
      if (text.startsWith("tag ")) {
        return Turn.draft().retag(frame.socket(), Set.of(text.substring(4)));
      }
      try {
        note(context);
      } catch (Throwable everything) {
        return Turn.refuse(Refusal.conflict("it caught too much"));
      }
      return Turn.none();
    }

    @Override
    public Turn onSocketClosed(ObjectEvent.SocketClosed closed, ObjectContext context) {
      note(context);
      return Turn.none();
    }

    @Override
    public Turn onSocketsLost(ObjectEvent.SocketsLost lost, ObjectContext context) {
      note(context);
      return Turn.none();
    }

    private void note(ObjectContext context) {
      TreeSet<String> tags = new TreeSet<>();
      context.sockets().forEach(socket -> tags.addAll(socket.tags()));
      seen.add(String.join(",", tags));
    }
  }

  private HostServices services() {
    Hubs hubs =
        new Hubs() {
          @Override
          public SocketHub own() {
            return own;
          }

          @Override
          public boolean isLost(String hub) {
            return lost.contains(hub);
          }

          @Override
          public void carryOut(String hub, ObjectId object, List<SocketOrder> orders) {}

          @Override
          public CompletionStage<List<SocketInfo>> list(String hub, ObjectId object) {
            return CompletableFuture.failedStage(new IllegalStateException("not asked here"));
          }
        };
    return new HostServices(
        Map.of("door", type),
        Catalogue.of(),
        ContractWorld.LIMITS,
        clock,
        clock::nanos,
        Map.of(),
        hubs,
        new TurnJournal(),
        new RepeatedErrors(clock::nanos),
        new OverrunEvents());
  }

  /** As it is read back: with sockets at these hubs. */
  private void loaded(String... hubs) {
    state.apply(new Change.Created(1));
    for (String hub : hubs) {
      state.apply(new Change.HubAttached(hub));
    }
  }

  private Decided decide(Envelope... events) {
    return decider.decide(List.of(events), 2, List.of(), TurnWatch.NONE);
  }

  private static Envelope envelope(ObjectEvent event) {
    Delivery delivery =
        new Delivery(ID, event, Optional.empty(), Reach.EITHER, "", Duration.ofDays(1), 10);
    return new Envelope(ID.toString(), delivery, _ -> {}, Long.MAX_VALUE);
  }

  private static Envelope opening(String hub, String name) {
    return envelope(
        new ObjectEvent.SocketOpening(new SocketId(hub, name), Request.of("GET", "/" + name, "")));
  }

  private static Envelope frame(String hub, String name, int number, String text) {
    return envelope(
        new ObjectEvent.FrameReceived(
            new SocketId(hub, name), number, new Frame.Text(text), number - 1));
  }

  private static SocketInfo socket(String hub, String name) {
    return new SocketInfo(new SocketId(hub, name), Set.of(name), new byte[0]);
  }

  private void said(Map<String, List<SocketInfo>> lists, String... silent) {
    SocketLists.learn(new SocketLists.Said(lists, Set.of(silent)), state);
  }

  private static long woken(Decided decided) {
    return decided.committed().stream()
        .flatMap(committed -> committed.changes().stream())
        .filter(change -> change instanceof Change.KeyPut(String key, var _) && key.equals("woken"))
        .count();
  }

  @Test
  void a_turn_that_wants_a_list_which_is_not_there_waits_for_it_and_those_before_it_commit() {
    loaded("far");
    Envelope asks = frame("far", "ada", 1, "who");
    Envelope after = frame("far", "bob", 1, "who");

    Decided first = decide(opening("far", "cy"), asks, after);
    assertThat(first.listsWanted()).isTrue();
    assertThat(first.leftover()).containsExactly(asks, after);
    assertThat(woken(first)).isEqualTo(1);
    assertThat(seen).isEmpty();

    said(Map.of("far", List.of(socket("far", "ada"), socket("far", "bob"), socket("far", "cy"))));
    Decided second = decide(asks, after);
    assertThat(second.listsWanted()).isFalse();
    assertThat(woken(second)).isZero();
    assertThat(seen).containsExactly("ada,bob,cy", "ada,bob,cy");
  }

  @Test
  void a_hub_that_says_nothing_in_time_has_none_for_that_turn_and_is_asked_again_for_the_next() {
    loaded("far", "deaf");
    Envelope asks = frame("far", "ada", 1, "who");
    decide(asks);
    said(Map.of("far", List.of(socket("far", "ada"))), "deaf");
    assertThat(decide(asks).listsWanted()).isFalse();
    assertThat(seen).containsExactly("ada");

    assertThat(decide(frame("far", "ada", 2, "who")).listsWanted()).isTrue();
  }

  @Test
  void a_list_is_kept_current_by_what_the_object_decides_and_by_sockets_that_end() {
    loaded("far");
    said(Map.of("far", List.of(socket("far", "ada"))));
    decide(opening("far", "bob"), opening("new", "cy"), frame("far", "ada", 1, "tag eve"));
    decide(frame("far", "bob", 1, "who"));
    decide(
        envelope(
            new ObjectEvent.SocketClosed(new SocketId("far", "bob"), 1000, "", false, Set.of())));
    lost.add("new");
    decide(LostSockets.before(List.of(), state, services).toArray(Envelope[]::new));
    assertThat(seen).containsExactly("bob,cy,eve", "cy,eve", "eve");
  }

  @Test
  void the_loss_of_a_hub_whose_handler_wants_lists_is_told_once_they_are_there() {
    loaded("far", "gone");
    lost.add("gone");
    Envelope first = frame("far", "ada", 1, "all");
    assertThat(decide(first).leftover()).containsExactly(first);

    said(Map.of("far", List.of(socket("far", "ada"))));
    Decided decided = decide(first);
    assertThat(seen).containsExactly("ada");
    assertThat(decided.committed().orElseThrow().changes())
        .contains(new Change.HubDetached("gone"));
  }

  @Test
  void an_order_for_one_socket_goes_to_its_hub_and_one_for_all_to_each() {
    loaded("far", "there");
    Decided decided =
        decide(opening("far", "ada"), frame("there", "bob", 1, "all"), opening(own.name(), "cy"));
    List<String> told = new ArrayList<>();
    for (Output output : decided.late()) {
      if (output instanceof Output.Sockets(var _, String hub, var orders)) {
        orders.forEach(order -> told.add(hub + " " + order.getClass().getSimpleName()));
      }
    }
    assertThat(told)
        .containsExactlyInAnyOrder(
            "far Open", "far Broadcast", "there Broadcast", "contract-hub Open");
  }
}
