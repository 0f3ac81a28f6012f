package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.LogPage;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.SocketId;
import dev.holdfast.runtime.host.stored.Committed;
import dev.holdfast.runtime.host.stored.LogRange;
import dev.holdfast.runtime.host.stored.LogRow;
import dev.holdfast.runtime.host.stored.ObjectSnapshot;
import dev.holdfast.runtime.host.stored.ObjectStore;
import dev.holdfast.runtime.host.stored.StoredObject;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;
import dev.holdfast.runtime.spi.LeaseVitals;
import dev.holdfast.runtime.spi.SocketOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What leaves a node whose lease has lapsed, or that is asked to confirm. */
class OutputReleaseTest {
  private static final ObjectId ID = new ObjectId("ledger", "one");
  private static final SocketId SOCKET = new SocketId("contract-hub", "s");
  private static final Answer VALUE = new Answer.Replied(7L);
  private static final Answer UNREAD = new Answer.NotDone("unread");
  private static final LogRange RANGE = new LogRange(ID, "notes", 1, 0, 0, 10, 1_000);

  private final HandLease lease = new HandLease();
  private final LeaseGate gate = new LeaseGate(lease);
  private final ContractHub hub = new ContractHub();
  private final HandClock clock = new HandClock();
  private final Pages pages = new Pages();
  private final TypeRuntime<?> type =
      TypeRuntime.of(ContractWorld.CATALOGUE.type("ledger").orElseThrow());
  private final OutputRelease release = new OutputRelease(pages, services(), lease, gate);
  private final List<Answer> answers = new ArrayList<>();

  /** A store of which only pages are read, when the test says so. */
  private static final class Pages implements ObjectStore {
    final CompletableFuture<List<LogRow>> page = new CompletableFuture<>();

    @Override
    public CompletionStage<List<LogRow>> readLog(LogRange range) {
      return page;
    }

    @Override
    public CompletionStage<Void> append(ObjectId object, long sequence, Committed committed) {
      throw new AssertionError();
    }

    @Override
    public CompletionStage<StoredObject> load(ObjectId object) {
      throw new AssertionError();
    }

    @Override
    public CompletionStage<Void> saveSnapshot(ObjectSnapshot snapshot) {
      throw new AssertionError();
    }
  }

  private HostServices services() {
    return new HostServices(
        Map.of(),
        Catalogue.of(),
        Limits.DEFAULTS,
        clock,
        clock::nanos,
        Map.of(),
        hub,
        new TurnJournal());
  }

  private Envelope envelope(boolean confirmed) {
    Delivery delivery =
        new Delivery(
                ID,
                new ObjectEvent.MessageReceived(new Ledger.Read()),
                Optional.empty(),
                Delivery.Reach.EITHER,
                "test",
                Duration.ofSeconds(1),
                20)
            .confirmed(confirmed);
    return new Envelope(ID.toString(), delivery, answers::add, Long.MAX_VALUE);
  }

  private Output reply() {
    return new Output.Reply(envelope(false), VALUE);
  }

  private Output confirmedReply() {
    return new Output.Reply(envelope(true), VALUE);
  }

  private Output page(boolean confirmed) {
    return new Output.ReplyPage(envelope(confirmed), RANGE, Ledger.NOTES, UNREAD);
  }

  private static Output orders(SocketOrder... orders) {
    return new Output.Sockets(ID, "contract-hub", List.of(orders));
  }

  @Test
  void without_a_lease_a_read_is_not_done_and_what_was_committed_unknown() {
    lease.lapse();
    release.early(List.of(reply()), type);
    assertThat(answers).containsExactly(LeaseGate.NOT_DONE);
    release.late(List.of(reply()), type);
    assertThat(answers.getLast()).isEqualTo(new Answer.OutcomeUnknown());
    assertThat(gate.vitals()).isEqualTo(new LeaseVitals(false, 0, 2, 0));
  }

  @Test
  void a_lease_that_lapses_while_a_page_is_read_keeps_the_page() {
    release.early(List.of(page(false)), type);
    lease.lapse();
    pages.page.complete(List.of());
    assertThat(answers).containsExactly(UNREAD);
  }

  @Test
  void a_page_leaves_while_the_lease_is_valid() {
    release.early(List.of(page(false)), type);
    pages.page.complete(List.of());
    assertThat(answers).containsExactly(new Answer.Replied(new LogPage<>(List.of(), 0, 0)));
  }

  @Test
  void frames_of_no_log_are_dropped_and_all_else_reaches_the_hub_later_in_order() {
    var grown = new SocketOrder.LogGrown("notes", 1, List.of());
    var close = new SocketOrder.Close(SOCKET, 1000, "over");
    var tags = new SocketOrder.Retag(SOCKET, Set.of("b"));
    lease.lapse();
    release.late(
        List.of(
            orders(new SocketOrder.Broadcast(new Frame.Text("late")), grown),
            orders(new SocketOrder.Send(SOCKET, new Frame.Text("late")), close)),
        type);
    assertThat(hub.ordersOf(ID)).isEmpty();
    assertThat(gate.vitals().framesDropped()).isEqualTo(2);

    lease.renew();
    release.late(List.of(orders(tags)), type);
    assertThat(hub.ordersOf(ID)).containsExactly(grown, close, tags);
  }

  @Test
  void what_was_kept_reaches_the_hub_also_when_nothing_follows() {
    var close = new SocketOrder.Close(SOCKET, 1000, "over");
    gate.onChange(() -> {}, release::releaseWithheld);
    lease.lapse();
    gate.look();
    release.late(List.of(orders(close)), type);
    lease.renew();
    gate.look();
    assertThat(hub.ordersOf(ID)).containsExactly(close);
  }

  @Test
  void a_confirmed_read_waits_for_the_database() {
    release.early(List.of(confirmedReply()), type);
    assertThat(answers).isEmpty();
    lease.answer(true);
    assertThat(answers).containsExactly(VALUE);
  }

  @Test
  void a_confirmed_read_of_a_removed_node_is_not_done() {
    release.early(List.of(confirmedReply(), page(true)), type);
    pages.page.complete(List.of());
    lease.answer(false);
    assertThat(answers).containsExactly(LeaseGate.NOT_DONE);
    lease.answer(false);
    assertThat(answers.getLast()).isEqualTo(UNREAD);
  }

  @Test
  void what_waited_for_a_commit_is_confirmed_by_it() {
    release.late(List.of(confirmedReply()), type);
    assertThat(answers).containsExactly(VALUE);
    assertThat(lease.asked()).isZero();
  }

  @Test
  void reads_that_come_while_one_is_being_confirmed_share_the_next_question() {
    release.early(List.of(confirmedReply()), type);
    release.early(List.of(confirmedReply(), confirmedReply()), type);
    assertThat(lease.asked()).isEqualTo(1);
    lease.answer(true);
    assertThat(answers).as("decided before it was asked").hasSize(1);
    assertThat(lease.asked()).isEqualTo(1);
    lease.answer(false);
    assertThat(answers).containsExactly(VALUE, LeaseGate.NOT_DONE, LeaseGate.NOT_DONE);
    assertThat(lease.asked()).isZero();
  }
}
