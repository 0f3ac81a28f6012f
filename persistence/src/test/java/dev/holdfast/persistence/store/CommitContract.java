package dev.holdfast.persistence.store;

import static dev.holdfast.persistence.store.Commits.append;
import static dev.holdfast.persistence.store.Commits.freshObject;
import static dev.holdfast.persistence.store.Commits.put;
import static dev.holdfast.persistence.store.Commits.wholeLog;
import static dev.holdfast.persistence.store.Stages.failure;
import static dev.holdfast.persistence.store.Stages.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.Committed;
import dev.holdfast.runtime.host.stored.FencedException;
import dev.holdfast.runtime.host.stored.NotWrittenException;
import dev.holdfast.runtime.host.stored.ObjectStore;
import dev.holdfast.runtime.host.stored.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What every object store promises of commits: numbers have one winner, and each event has an
 * outcome of its own. Says how to get at two stores over the same data and how to damage a row.
 */
abstract class CommitContract {
  private static final byte[] BODY = {1, 2, 3};

  /** The store under test. */
  abstract ObjectStore store();

  /** Another one over the same data, as another node has. */
  abstract ObjectStore otherStore();

  /** Overwrites the bytes of an event behind the store's back. */
  abstract void damageEvent(ObjectId object, long sequence, byte[] bytes);

  /** Removes an event behind the store's back. */
  abstract void loseEvent(ObjectId object, long sequence);

  @Test
  void a_taken_sequence_is_fenced_and_writes_neither_event_nor_log_rows() {
    ObjectId object = freshObject();
    get(store().append(object, 1, put("first")));
    Committed stale = append("log", 1, 1, BODY);
    assertThat(failure(otherStore().append(object, 1, stale)))
        .isInstanceOf(FencedException.class)
        .hasMessageContaining(object.toString());
    assertThat(values(get(store().load(object)))).containsExactly("first");
    assertThat(get(store().readLog(wholeLog(object, "log", 1)))).isEmpty();
  }

  @Test
  void a_sequence_far_behind_is_fenced_although_its_own_row_is_gone() {
    ObjectId object = freshObject();
    get(store().append(object, 1, put("one")));
    get(store().append(object, 2, put("two")));
    loseEvent(object, 1); // as clean-up does, with a snapshot after it
    List<CompletionStage<Void>> others = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      others.add(store().append(freshObject(), 1, put("live")));
    }
    CompletionStage<Void> stale = store().append(object, 1, put("stale"));
    others.add(store().append(object, 3, put("three")));
    assertThat(failure(stale)).isInstanceOf(FencedException.class);
    others.forEach(Stages::get);
  }

  @Test
  void a_stale_activation_among_200_busy_objects_costs_none_of_them_a_commit() {
    ObjectId contested = freshObject();
    get(otherStore().append(contested, 1, put("live")));
    List<ObjectId> busy = Stream.generate(Commits::freshObject).limit(200).toList();
    List<CompletionStage<Void>> stale = new ArrayList<>();
    List<CompletionStage<Void>> live = new ArrayList<>();
    for (int sequence = 1; sequence <= 5; sequence++) {
      for (ObjectId object : busy) {
        live.add(store().append(object, sequence, append("log", 1, sequence, BODY)));
      }
      stale.add(store().append(contested, 1, put("stale")));
    }
    // Without log rows a batch goes another way to the database.
    for (int sequence = 6; sequence <= 10; sequence++) {
      for (ObjectId object : busy) {
        live.add(store().append(object, sequence, put("live")));
      }
      stale.add(store().append(contested, 1, put("stale")));
    }
    live.forEach(Stages::get);
    stale.forEach(write -> assertThat(failure(write)).isInstanceOf(FencedException.class));
    for (ObjectId object : busy) {
      assertThat(get(store().load(object)).sequence()).isEqualTo(10);
      assertThat(get(store().readLog(wholeLog(object, "log", 1)))).hasSize(5);
    }
    assertThat(values(get(store().load(contested)))).containsExactly("live");
  }

  @Test
  void two_nodes_that_race_for_a_number_get_one_winner_each_time() {
    ObjectId object = freshObject();
    for (int sequence = 1; sequence <= 30; sequence++) {
      var here = store().append(object, sequence, put("here"));
      var there = otherStore().append(object, sequence, put("there"));
      long won = Stream.of(here, there).filter(CommitContract::succeeds).count();
      assertThat(won).isEqualTo(1);
    }
    assertThat(get(store().load(object)).sequence()).isEqualTo(30);
  }

  @Test
  void an_event_that_the_store_cannot_keep_fails_alone() {
    ObjectId guilty = freshObject();
    List<ObjectId> innocent = Stream.generate(Commits::freshObject).limit(60).toList();
    List<CompletionStage<Void>> writes = new ArrayList<>();
    CompletionStage<Void> bad = null;
    for (ObjectId object : innocent) {
      writes.add(store().append(object, 1, append("log", 1, 1, BODY)));
      if (writes.size() == 30) {
        bad = store().append(guilty, 1, append("nul \0 in it", 1, 1, BODY));
      }
    }
    writes.forEach(Stages::get);
    assertThat(failure(bad))
        .isInstanceOf(NotWrittenException.class)
        .hasMessageContaining(guilty.toString());
    assertThat(get(store().load(guilty)).sequence()).isZero();
  }

  @Test
  void events_of_one_object_written_together_all_stand() {
    ObjectId object = freshObject();
    List<CompletionStage<Void>> writes = new ArrayList<>();
    for (int i = 1; i <= 50; i++) {
      writes.add(store().append(object, i, put("v" + i)));
    }
    writes.forEach(Stages::get);
    assertThat(get(store().load(object)).events()).hasSize(50);
  }

  static List<String> values(StoredObject stored) {
    return stored.events().stream()
        .map(event -> (Change.KeyPut) event.committed().changes().getFirst())
        .map(put -> new String(put.value(), UTF_8))
        .toList();
  }

  private static boolean succeeds(CompletionStage<Void> write) {
    return get(write.handle((_, failure) -> failure == null));
  }
}
