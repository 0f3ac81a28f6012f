package dev.holdfast.persistence.store;

import static dev.holdfast.persistence.store.Commits.AT;
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
import dev.holdfast.runtime.host.stored.LogRange;
import dev.holdfast.runtime.host.stored.LogRow;
import dev.holdfast.runtime.host.stored.NotWrittenException;
import dev.holdfast.runtime.host.stored.ObjectSnapshot;
import dev.holdfast.runtime.host.stored.StoredObject;
import dev.holdfast.runtime.host.stored.TurnNote;
import dev.holdfast.runtime.host.stored.UnreadableException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What every object store promises. A store's test extends it and says how to get at two stores
 * over the same data and how to damage a row.
 */
abstract class ObjectStoreContract extends CommitContract {
  private static final byte[] BODY = {1, 2, 3};

  @Test
  void an_object_never_written_has_nothing() {
    StoredObject stored = get(store().load(freshObject()));
    assertThat(stored).isEqualTo(new StoredObject(stored.snapshot(), List.of(), 0));
    assertThat(stored.snapshot()).isEmpty();
  }

  @Test
  void an_event_with_every_kind_of_change_reads_back_as_it_was() {
    ObjectId object = freshObject();
    Committed everything =
        new Committed(
            AT,
            List.of(
                new Change.Created(1),
                new Change.KeyPut("größe 🦉", new byte[] {0, -1}),
                new Change.KeyDeleted("k"),
                new Change.KeysCleared(),
                new Change.LogAppended("log", 1, 2),
                new Change.LogBounds("log", 2, 2),
                new Change.LogMarked("log", 2, Instant.parse("2026-01-01T00:00:00.000123Z")),
                new Change.AnswerRemembered("id", BODY, AT, BODY),
                new Change.FrameApplied("socket", 3),
                new Change.HubAttached("hub"),
                new Change.HubDetached("hub"),
                new Change.SocketForgotten("socket"),
                new Change.Destroyed()),
            List.of(),
            List.of(new TurnNote("POST", "c-1"), new TurnNote("frame", "")));
    get(store().append(object, 1, everything));
    assertThat(get(store().load(object)).events())
        .usingRecursiveComparison()
        .isEqualTo(List.of(new StoredObject.Event(1, everything)));
  }

  @Test
  void events_come_back_in_order_and_from_every_store() {
    ObjectId object = freshObject();
    for (int i = 1; i <= 20; i++) {
      get((i % 2 == 0 ? store() : otherStore()).append(object, i, put("v" + i)));
    }
    StoredObject stored = get(otherStore().load(object));
    assertThat(stored.sequence()).isEqualTo(20);
    assertThat(values(stored))
        .isEqualTo(IntStream.rangeClosed(1, 20).mapToObj(i -> "v" + i).toList());
  }

  @Test
  void text_that_is_not_unicode_is_refused() {
    ObjectId object = freshObject();
    Committed event = append("half a \ud83e pair", 1, 1, BODY);
    assertThat(failure(store().append(object, 1, event))).isInstanceOf(NotWrittenException.class);
    assertThat(get(store().load(object)).sequence()).isZero();
  }

  @Test
  void names_are_compared_as_bytes() {
    String unique = freshObject().name();
    List<String> names =
        Stream.of("é", "e\u0301", "E", "e", "\uffff", "🦉", "a/b", "a%2Fb", "'; --", "\\x41")
            .map(name -> unique + name)
            .toList();
    for (String name : names) {
      get(store().append(new ObjectId("chat", name), 1, append(name, 1, 1, name.getBytes(UTF_8))));
    }
    for (String name : names) {
      ObjectId object = new ObjectId("chat", name);
      assertThat(get(store().load(object)).sequence()).isEqualTo(1);
      assertThat(get(store().readLog(wholeLog(object, name, 1))))
          .singleElement()
          .satisfies(row -> assertThat(row.body()).isEqualTo(name.getBytes(UTF_8)));
    }
  }

  @Test
  void the_longest_name_and_a_large_value_are_kept() {
    ObjectId object = new ObjectId("a" + "b".repeat(62), freshObject().name() + "ü".repeat(230));
    byte[] large = new byte[8 << 20];
    large[large.length - 1] = 7;
    get(store().append(object, 1, Commits.of(new Change.KeyPut("large", large))));
    List<Change> changes = get(store().load(object)).events().getFirst().committed().changes();
    assertThat(((Change.KeyPut) changes.getFirst()).value()).isEqualTo(large);
  }

  @Test
  void the_newest_snapshot_and_the_events_after_it_are_loaded() {
    ObjectId object = freshObject();
    for (int i = 1; i <= 5; i++) {
      get(store().append(object, i, put("v" + i)));
    }
    for (long sequence : List.of(2L, 4L, 3L)) {
      get(store().saveSnapshot(snapshot(object, sequence, "s" + sequence)));
    }
    StoredObject stored = get(store().load(object));
    assertThat(stored.snapshot().orElseThrow())
        .usingRecursiveComparison()
        .isEqualTo(snapshot(object, 4, "s4"));
    assertThat(values(stored)).containsExactly("v5");
    assertThat(stored.sequence()).isEqualTo(5);
  }

  @Test
  void a_snapshot_saved_again_replaces_the_one_before() {
    ObjectId object = freshObject();
    get(store().append(object, 1, put("v1")));
    get(store().saveSnapshot(snapshot(object, 1, "old")));
    get(store().saveSnapshot(snapshot(object, 1, "new")));
    StoredObject stored = get(store().load(object));
    assertThat(stored.sequence()).isEqualTo(1);
    assertThat(stored.snapshot().orElseThrow())
        .usingRecursiveComparison()
        .isEqualTo(snapshot(object, 1, "new"));
  }

  @Test
  void log_pages_end_at_their_limit_their_bytes_and_their_last_number() {
    ObjectId object = freshObject();
    byte[] hundred = new byte[100];
    get(
        store()
            .append(object, 1, append("log", 1, 1, hundred, hundred, hundred, hundred, hundred)));
    assertThat(numbers(new LogRange(object, "log", 1, 0, 99, 2, 9_999))).containsExactly(1L, 2L);
    assertThat(numbers(new LogRange(object, "log", 1, 2, 4, 99, 9_999))).containsExactly(3L, 4L);
    assertThat(numbers(new LogRange(object, "log", 1, 0, 99, 99, 300))).containsExactly(1L, 2L, 3L);
    assertThat(numbers(new LogRange(object, "log", 1, 0, 99, 99, 299))).containsExactly(1L, 2L);
    assertThat(numbers(new LogRange(object, "log", 1, 3, 99, 99, 1))).containsExactly(4L);
    assertThat(numbers(new LogRange(object, "log", 1, 5, 99, 99, 9_999))).isEmpty();
  }

  @Test
  void log_rows_read_back_as_they_were_each_life_apart() {
    ObjectId object = freshObject();
    get(store().append(object, 1, append("log", 1, 1, new byte[] {1})));
    get(store().append(object, 2, append("log", 2, 1, new byte[] {2})));
    get(store().append(object, 3, append("other", 2, 1, new byte[] {3})));
    assertThat(get(store().readLog(wholeLog(object, "log", 2))))
        .usingRecursiveComparison()
        .isEqualTo(List.of(new LogRow("log", 2, 1, AT, new byte[] {2})));
  }

  @Test
  void a_damaged_event_is_named_and_keeps_no_other_object_from_being_read() {
    ObjectId damaged = freshObject();
    ObjectId sound = freshObject();
    get(store().append(damaged, 1, put("v")));
    get(store().append(sound, 1, put("v")));
    damageEvent(damaged, 1, new byte[] {1, 0, 0, 1, 99});
    CompletionStage<StoredObject> bad = store().load(damaged);
    CompletionStage<StoredObject> good = store().load(sound);
    assertThat(failure(bad))
        .isInstanceOf(UnreadableException.class)
        .hasMessageContaining("event 1 of object " + damaged)
        .hasMessageContaining("written by a newer version: change kind 99");
    assertThat(get(good).sequence()).isEqualTo(1);
  }

  @Test
  void a_missing_event_is_named() {
    ObjectId object = freshObject();
    for (int i = 1; i <= 3; i++) {
      get(store().append(object, i, put("v")));
    }
    loseEvent(object, 2);
    assertThat(failure(store().load(object)))
        .isInstanceOf(UnreadableException.class)
        .hasMessageContaining("event 2 of object " + object + " is missing");
  }

  @Test
  void many_objects_asked_for_at_once_get_their_own_answers() {
    List<ObjectId> objects = Stream.generate(Commits::freshObject).limit(300).toList();
    objects.stream().map(o -> store().append(o, 1, put(o.name()))).toList().forEach(Stages::get);
    List<CompletionStage<StoredObject>> loads = objects.stream().map(store()::load).toList();
    for (int i = 0; i < objects.size(); i++) {
      assertThat(values(get(loads.get(i)))).containsExactly(objects.get(i).name());
    }
  }

  private List<Long> numbers(LogRange range) {
    return get(store().readLog(range)).stream().map(LogRow::number).toList();
  }

  static ObjectSnapshot snapshot(ObjectId object, long sequence, String value) {
    return new ObjectSnapshot(
        object,
        sequence,
        AT,
        List.of(new Change.Created(1), new Change.KeyPut("value", value.getBytes(UTF_8))));
  }
}
