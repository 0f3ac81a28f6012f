package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.SocketId;
import dev.holdfast.runtime.host.FaultyStore.Fault;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.Committed;
import dev.holdfast.runtime.host.stored.UnreadableException;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.SocketOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Row 5 of the contract: the output gate, and what becomes of a commit that fails. */
interface CommitPromises {
  ContractWorld world();

  @Test
  default void nothing_leaves_before_its_commit_is_durable() {
    ObjectId id = world().fresh("ledger");

    var reply = world().holdFirst(id, new Ledger.AddAndShout("hello"));

    assertThat(reply).isNotDone();
    assertThat(world().hub.ordersOf(id)).isEmpty();
    world().store.release();
    assertThat(world().answer(reply)).isEqualTo(new Answer.Replied(1L));
    assertThat(world().hub.ordersOf(id)).hasSize(1);
  }

  @Test
  default void a_log_entry_reaches_no_follower_before_its_commit_is_durable() {
    ObjectId id = world().fresh("ledger");
    SocketId socket = new SocketId(world().hub.name(), "s1");
    Request request = Request.of("GET", "/", "");
    var opened = world().deliver(id, new ObjectEvent.SocketOpening(socket, request));
    assertThat(world().answer(opened)).isEqualTo(new Answer.SocketAccepted());

    var reply = world().holdFirst(id, new Ledger.Note("entry"));

    assertThat(world().hub.ordersOf(id)).hasSize(1).first().isInstanceOf(SocketOrder.Open.class);
    world().store.release();
    assertThat(world().answer(reply)).isEqualTo(new Answer.Replied(1L));
    assertThat(world().hub.ordersOf(id))
        .hasSize(2)
        .last()
        .isInstanceOfSatisfying(
            SocketOrder.LogGrown.class,
            grown -> assertThat(grown.entries()).extracting(e -> e.number()).containsExactly(1L));
  }

  @Test
  default void a_pure_read_waits_for_the_commits_it_read_from() {
    ObjectId id = world().fresh("ledger");
    var first = world().holdFirst(id, new Ledger.Add(1));
    var second = world().deliver(id, new Ledger.Add(1));
    var read = world().deliver(id, new Ledger.Read());
    world().awaitQueued(id);
    assertThat(first).isNotDone();
    world().store.releaseOne();
    world().store.awaitHeld(1);

    assertThat(world().answer(first)).isEqualTo(new Answer.Replied(1L));
    assertThat(second).isNotDone();
    assertThat(read).isNotDone();
    world().store.release();
    assertThat(world().answer(read)).isEqualTo(new Answer.Replied(2L));
  }

  @Test
  default void a_read_before_any_write_of_its_batch_leaves_at_once() {
    ObjectId id = world().fresh("ledger");
    var _ = world().holdFirst(id, new Ledger.Add(1));
    var read = world().deliver(id, new Ledger.Read());
    var write = world().deliver(id, new Ledger.Add(1));
    world().awaitQueued(id);
    world().store.releaseOne();
    world().store.awaitHeld(1);

    assertThat(world().answer(read)).isEqualTo(new Answer.Replied(1L));
    assertThat(write).isNotDone();
    world().store.release();
    assertThat(world().answer(write)).isEqualTo(new Answer.Replied(2L));
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  default void a_commit_that_fails_tells_each_caller_what_is_certain(Fault fault) {
    ObjectId id = world().fresh("ledger");
    world().ask(id, new Ledger.Add(10));
    var inFlight = world().holdFirst(id, new Ledger.AddAndShout("must not leave"));
    var queued = world().deliver(id, new Ledger.Add(100));
    var read = world().deliver(id, new Ledger.Read());
    world().awaitQueued(id);
    world().store.failOne(fault);
    world().store.release();

    assertThat(world().answer(inFlight))
        .isInstanceOf(
            fault == Fault.NOT_WRITTEN ? Answer.NotDone.class : Answer.OutcomeUnknown.class);
    assertThat(world().answer(queued)).isInstanceOf(Answer.NotDone.class);
    assertThat(world().answer(read)).isInstanceOf(Answer.NotDone.class);
    assertThat(world().hub.ordersOf(id)).isEmpty();
    assertThat(world().askOnceBack(id, new Ledger.Read()))
        .isEqualTo(fault == Fault.LOST_AFTER_WRITING ? 11 : 10);
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  default void a_request_id_makes_retrying_a_failed_commit_safe(Fault fault) {
    ObjectId id = world().fresh("ledger");
    var add = world().withId(world().delivery(id, new Ledger.Add(1)), "once");
    world().store.failNextAppend(id, fault);

    Answer answer = world().send(add);
    assertThat(answer).isNotInstanceOf(Answer.Replied.class);
    while (!(answer instanceof Answer.Replied)) {
      answer = world().send(add);
    }

    assertThat(answer).isEqualTo(new Answer.Replied(1L));
    assertThat(world().ask(id, new Ledger.Read())).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  default void an_object_whose_making_failed_can_be_made_again(Fault fault) {
    ObjectId id = world().fresh("newborn");
    world().store.failNextAppend(id, fault);
    world().send(id, new Newborn.Push());

    String seen = world().askOnceBack(id, new Newborn.Look());

    boolean made = fault == Fault.LOST_AFTER_WRITING;
    assertThat(seen)
        .isEqualTo(
            made
                ? "born yes, 1 notes, 1 wakes, exists true"
                : "born yes, 1 notes, 0 wakes, exists false");
    assertThat(world().send(id, new Newborn.Push())).isEqualTo(new Answer.Done());
  }

  @Test
  default void an_object_that_cannot_be_loaded_is_not_done_and_loads_later() {
    ObjectId id = world().fresh("ledger");
    world().ask(id, new Ledger.Add(3));
    world().sleepAll();
    world().store.failNextLoad(id, new IllegalStateException("no database"));

    assertThat(world().send(id, new Ledger.Add(1))).isInstanceOf(Answer.NotDone.class);

    assertThat(world().askOnceBack(id, new Ledger.Read())).isEqualTo(3);
  }

  @Test
  default void an_object_that_cannot_be_read_says_so_under_an_error_id() {
    ObjectId id = world().fresh("ledger");
    // An event that comes when the object has just left for this reason is told "not done".
    Answer answer = new Answer.NotDone("");
    for (int attempt = 0; answer instanceof Answer.NotDone && attempt < 1_000; attempt++) {
      world().store.failNextLoad(id, new UnreadableException("event 1 makes no sense"));
      answer = world().send(id, new Ledger.Add(1));
    }

    assertThat(answer)
        .isInstanceOfSatisfying(
            Answer.Unreadable.class, unreadable -> assertThat(unreadable.errorId()).hasSize(26));
  }

  @Test
  default void a_page_right_after_an_append_includes_it() {
    ObjectId id = world().fresh("ledger");
    world().ask(id, new Ledger.Note("one"));

    var page = world().ask(id, new Ledger.NoteAndRead("two"));

    assertThat(page.entries()).extracting(entry -> entry.value()).containsExactly("one", "two");
    assertThat(page.tail()).isEqualTo(2);
    assertThat(page.next()).isEqualTo(2);
  }

  @Test
  default void a_page_whose_entries_were_cleaned_up_leads_on_to_what_follows() {
    ObjectId id = world().fresh("ledger");
    List<Change> gone = List.of(new Change.Created(1), new Change.LogAppended("notes", 1, 3));
    world()
        .store
        .writeForeign(id, new Committed(world().clock.instant(), gone, List.of(), List.of()));

    var page = world().ask(id, new Ledger.Notes(0, 10));

    assertThat(page.entries()).isEmpty();
    assertThat(page.next()).isEqualTo(page.tail()).isEqualTo(3);
  }

  @Test
  default void a_page_that_cannot_be_read_is_not_done_only_where_nothing_was_stored() {
    ObjectId id = world().fresh("ledger");
    world().ask(id, new Ledger.Note("one"));

    world().store.failNextLogRead(new IllegalStateException("no database"));
    assertThat(world().send(id, new Ledger.Notes(0, 10))).isInstanceOf(Answer.NotDone.class);
    world().store.failNextLogRead(new IllegalStateException("no database"));
    assertThat(world().send(id, new Ledger.NoteAndRead("two")))
        .isInstanceOf(Answer.OutcomeUnknown.class);
    world().store.failNextLogRead(new UnreadableException("row 1 makes no sense"));
    assertThat(world().send(id, new Ledger.Notes(0, 10))).isInstanceOf(Answer.Unreadable.class);

    assertThat(world().ask(id, new Ledger.Notes(0, 10)).entries()).hasSize(2);
  }

  @Test
  default void a_hub_that_fails_holds_back_no_answer() {
    ObjectId id = world().fresh("ledger");
    world().hub.failFor(id);

    var first = world().holdFirst(id, new Ledger.AddAndShout("lost"));
    var second = world().deliver(id, new Ledger.Shout("lost as well"));
    var third = world().deliver(id, new Ledger.AddAndShout("lost"));
    world().awaitQueued(id);
    world().store.release();

    assertThat(world().answers(List.of(first, second, third)))
        .containsExactly(new Answer.Replied(1L), new Answer.Done(), new Answer.Replied(2L));
    assertThat(world().ask(id, new Ledger.Read())).isEqualTo(2);
  }
}
