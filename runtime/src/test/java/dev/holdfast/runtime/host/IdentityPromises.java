package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery.Reach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row 1 of the contract: identity, making and ending. */
interface IdentityPromises {
  ContractWorld world();

  @Test
  default void reading_a_missing_object_makes_none() {
    ObjectId id = world().fresh("ledger");

    assertThat(world().ask(id, new Ledger.Read())).isZero();
    assertThat(world().ask(id, new Ledger.Notes(0, 10)).entries()).isEmpty();

    assertThat(world().ask(id, new Ledger.Exists())).isFalse();
    assertThat(world().store.appendsOf(id)).isZero();
  }

  @Test
  default void an_object_is_made_by_its_first_turn_with_an_effect() {
    ObjectId id = world().fresh("ledger");

    world().ask(id, new Ledger.Add(1));

    assertThat(world().ask(id, new Ledger.Exists())).isTrue();
    assertThat(world().store.appendsOf(id)).isEqualTo(1);
  }

  @Test
  default void a_delivery_for_existing_objects_only_reaches_no_missing_one() {
    ObjectId id = world().fresh("ledger");
    var add = world().reaching(world().delivery(id, new Ledger.Add(1)), Reach.EXISTING);

    assertThat(world().send(add)).isEqualTo(new Answer.Missing());
    assertThat(world().ask(id, new Ledger.Add(1))).isEqualTo(1);
    assertThat(world().send(add)).isEqualTo(new Answer.Replied(2L));
  }

  @Test
  default void a_delivery_that_creates_is_refused_where_there_is_an_object() {
    ObjectId id = world().fresh("ledger");
    var add = world().reaching(world().delivery(id, new Ledger.Add(1)), Reach.CREATE);

    assertThat(world().send(add)).isEqualTo(new Answer.Replied(1L));
    assertThat(world().send(add))
        .isInstanceOfSatisfying(
            Answer.Refused.class,
            refused -> assertThat(refused.refusal().kind()).isEqualTo(Refusal.Kind.CONFLICT));
    assertThat(world().ask(id, new Ledger.Read())).isEqualTo(1);
  }

  @Test
  default void names_are_compared_as_bytes() {
    String prefix = world().fresh("ledger").name();

    world().ask(new ObjectId("ledger", prefix + "\u00e9"), new Ledger.Add(1));

    assertThat(world().ask(new ObjectId("ledger", prefix + "e\u0301"), new Ledger.Read())).isZero();
    assertThat(world().ask(new ObjectId("ledger", prefix + "\u00c9"), new Ledger.Read())).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "a/b",
        "..",
        "%2F",
        "%00",
        " ",
        "a b",
        "\n",
        "$",
        "a,b|c",
        "#?",
        "\uD83D\uDE00",
        "\u0001",
        "\uFFFF",
        "user/../x",
        "+",
        "*"
      })
  default void every_name_is_a_name(String odd) {
    ObjectId id = new ObjectId("ledger", odd + world().fresh("ledger").name() + odd);

    assertThat(world().ask(id, new Ledger.Add(1))).isEqualTo(1);
    world().sleepAll();
    assertThat(world().ask(id, new Ledger.Add(1))).isEqualTo(2);
  }

  @Test
  default void a_name_may_have_512_bytes() {
    String unique = world().fresh("ledger").name();
    ObjectId id = new ObjectId("ledger", unique + "\u20ac".repeat((512 - unique.length()) / 3));

    assertThat(world().ask(id, new Ledger.Add(1))).isEqualTo(1);
    assertThat(world().ask(id, new Ledger.Read())).isEqualTo(1);
  }

  @Test
  default void an_unknown_type_is_named_as_such() {
    assertThat(world().send(world().fresh("nobody-knows"), new Ledger.Read()))
        .isEqualTo(new Answer.UnknownType());
  }

  @Test
  default void destroying_writes_a_tombstone_and_sequence_numbers_go_on() {
    ObjectId id = world().fresh("ledger");
    world().ask(id, new Ledger.Add(5));
    world().send(id, new Ledger.Put("other", "value"));

    assertThat(world().send(id, new Ledger.Destroy())).isEqualTo(new Answer.Done());

    assertThat(world().store.highest(id)).isEqualTo(3);
    assertThat(world().ask(id, new Ledger.Exists())).isFalse();
    assertThat(world().ask(id, new Ledger.Keys())).isEmpty();
    world().sleepAll();
    assertThat(world().ask(id, new Ledger.Exists())).isFalse();
    assertThat(world().ask(id, new Ledger.Add(1))).isEqualTo(1);
    assertThat(world().store.highest(id)).isEqualTo(4);
  }

  @Test
  default void destroying_a_missing_object_commits_nothing() {
    ObjectId id = world().fresh("ledger");

    assertThat(world().send(id, new Ledger.Destroy())).isEqualTo(new Answer.Done());

    assertThat(world().store.appendsOf(id)).isZero();
  }

  @Test
  default void a_new_life_starts_its_logs_at_1_and_sees_no_old_entries() {
    ObjectId id = world().fresh("ledger");
    world().ask(id, new Ledger.Note("old"));
    world().ask(id, new Ledger.Note("older"));
    world().send(id, new Ledger.Destroy());

    assertThat(world().ask(id, new Ledger.Notes(0, 10)).entries()).isEmpty();
    assertThat(world().ask(id, new Ledger.Note("new"))).isEqualTo(1);
    world().sleepAll();

    assertThat(world().ask(id, new Ledger.Notes(0, 10)).entries())
        .extracting(entry -> entry.value())
        .containsExactly("new");
  }

  @Test
  default void lives_that_end_and_begin_within_one_batch_are_told_apart() {
    ObjectId id = world().fresh("ledger");
    var first = world().holdFirst(id, new Ledger.Note("first life"));
    var destroyed = world().deliver(id, new Ledger.Destroy());
    var second = world().deliver(id, new Ledger.NoteAndRead("second life"));
    var again = world().deliver(id, new Ledger.Destroy());
    var third = world().deliver(id, new Ledger.NoteAndRead("third life"));
    world().awaitQueued(id);
    world().store.release();

    assertThat(world().answer(first)).isEqualTo(new Answer.Replied(1L));
    assertThat(world().answer(destroyed)).isEqualTo(new Answer.Done());
    assertThat(world().answer(again)).isEqualTo(new Answer.Done());
    // The entries of the second life may be gone when its reader asks, never be another life's.
    assertThat(world().answer(second).toString()).doesNotContain("first life", "third life");
    assertThat(world().answer(third).toString()).contains("third life").doesNotContain("second");
  }

  @Test
  default void what_onCreate_decides_commits_with_the_first_turn() {
    ObjectId id = world().fresh("newborn");

    assertThat(world().send(id, new Newborn.Push())).isEqualTo(new Answer.Done());

    assertThat(world().store.appendsOf(id)).isEqualTo(1);
    assertThat(world().ask(id, new Newborn.Look()))
        .isEqualTo("born yes, 1 notes, 0 wakes, exists true");
  }

  @Test
  default void what_onCreate_decides_is_taken_back_with_a_turn_that_comes_to_nothing() {
    ObjectId id = world().fresh("newborn");

    assertThat(world().ask(id, new Newborn.Look()))
        .isEqualTo("born yes, 1 notes, 0 wakes, exists false");
    assertThat(world().send(id, new Newborn.Refuse())).isInstanceOf(Answer.Refused.class);
    assertThat(world().send(id, new Newborn.Throw())).isInstanceOf(Answer.Failed.class);

    assertThat(world().store.appendsOf(id)).isZero();
    world().send(id, new Newborn.Push());
    assertThat(world().ask(id, new Newborn.Look()))
        .isEqualTo("born yes, 1 notes, 0 wakes, exists true");
  }

  @Test
  default void an_object_that_refuses_to_be_made_is_not_made() {
    ObjectId id = new ObjectId("newborn", "stillborn-" + world().fresh("newborn").name());

    assertThat(world().send(id, new Newborn.Push())).isInstanceOf(Answer.Refused.class);

    assertThat(world().store.appendsOf(id)).isZero();
  }

  @Test
  default void what_onWake_decides_commits_with_the_first_turn_after_loading() {
    ObjectId id = world().fresh("newborn");
    world().send(id, new Newborn.Push());
    world().sleepAll();

    assertThat(world().ask(id, new Newborn.Look()))
        .isEqualTo("born yes, 1 notes, 1 wakes, exists true");
    assertThat(world().store.appendsOf(id)).isEqualTo(2);
    assertThat(world().ask(id, new Newborn.Look()))
        .isEqualTo("born yes, 1 notes, 1 wakes, exists true");
    assertThat(world().store.appendsOf(id)).isEqualTo(2);
  }
}
