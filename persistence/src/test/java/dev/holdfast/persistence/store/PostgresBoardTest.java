package dev.holdfast.persistence.store;

import static dev.holdfast.persistence.store.Stages.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.persistence.Database;
import dev.holdfast.persistence.TestPostgres;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.Committed;
import dev.holdfast.runtime.host.stored.Committed.NextWake;
import dev.holdfast.runtime.spi.AlarmBoard.Pending;
import dev.holdfast.runtime.spi.AlarmBoard.Place;
import dev.holdfast.runtime.spi.DeadLetter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresBoardTest {
  private static final Instant T = Instant.parse("2026-03-01T10:00:00.000001Z");
  private static Database database;
  private static PostgresStore store;
  private static PostgresBoard board;

  /** A type of its own for each test, so that they do not see each other's rows. */
  private final String type = "t" + UUID.randomUUID().toString().substring(0, 8);

  private final ObjectId object = new ObjectId(type, "one");

  @BeforeAll
  static void open() {
    database = Database.open(TestPostgres.freshDatabase());
    store = PostgresStore.open(database, StoreLimits.DEFAULTS);
    board = PostgresBoard.open(database);
  }

  @AfterAll
  static void close() {
    board.close();
    store.close();
    database.close();
  }

  private static Change.DeadLetterAdded letter(String id, String error) {
    return new Change.DeadLetterAdded(id, "alarm", "täa", T, T.plusSeconds(9), 20, error, "");
  }

  private static Committed commit(Change... changes) {
    return new Committed(T, List.of(changes), List.of(), List.of());
  }

  private static Committed waking(Instant at, String alarm) {
    return new Committed(
        T,
        List.of(new Change.KeyPut("k", new byte[1])),
        List.of(),
        List.of(),
        Optional.of(NextWake.at(at, alarm)));
  }

  private List<DeadLetter> letters(String kind, String after, int limit) {
    return get(board.deadLetters(Optional.of(kind), Optional.of(type), after, limit));
  }

  private List<Pending> pending(Optional<Instant> before, Optional<Place> after, int limit) {
    return get(board.pending(Optional.of(type), before, after, limit));
  }

  @Test
  void a_dead_letter_is_listed_from_the_commit_that_added_it_to_the_one_that_removed_it() {
    get(store.append(object, 1, commit(letter("a1", "why"))));
    assertThat(letters("alarm", "", 9))
        .containsExactly(
            new DeadLetter("a1", object, "alarm", "täa", T, T.plusSeconds(9), 20, "why"));
    get(store.append(object, 2, commit(new Change.DeadLetterRemoved("a1"))));
    assertThat(letters("alarm", "", 9)).isEmpty();
  }

  @Test
  void one_added_and_removed_by_the_same_commit_is_not_listed() {
    get(store.append(object, 1, commit(letter("a1", ""), new Change.DeadLetterRemoved("a1"))));
    assertThat(letters("alarm", "", 9)).isEmpty();
  }

  @Test
  void a_fenced_commit_adds_and_removes_none() {
    get(store.append(object, 1, commit(letter("a1", ""))));
    get(store.append(object, 2, commit()));
    Stages.failure(store.append(object, 2, commit(letter("a2", ""))));
    Stages.failure(store.append(object, 1, commit(new Change.DeadLetterRemoved("a1"))));
    assertThat(letters("alarm", "", 9)).extracting(DeadLetter::id).containsExactly("a1");
  }

  @Test
  void an_error_that_a_text_of_the_database_cannot_hold_does_not_fail_the_commit() {
    get(store.append(object, 1, commit(letter("a1", "before\0after"))));
    assertThat(letters("alarm", "", 9))
        .extracting(DeadLetter::error)
        .containsExactly("before\uFFFDafter");
  }

  @Test
  void letters_come_in_pages_by_id_and_by_kind() {
    for (int i = 0; i < 9; i++) {
      get(store.append(new ObjectId(type, "n" + i), 1, commit(letter("b" + i, ""))));
    }
    assertThat(letters("alarm", "", 4))
        .extracting(DeadLetter::id)
        .containsExactly("b0", "b1", "b2", "b3");
    assertThat(letters("alarm", "b3", 9)).hasSize(5);
    assertThat(letters("call", "", 9)).isEmpty();
  }

  @Test
  void letters_wakes_and_log_rows_go_with_the_same_commit() {
    Committed logged = Commits.append("log", 1, 1, new byte[] {1});
    List<Change> changes = new ArrayList<>(logged.changes());
    changes.add(letter("c1", ""));
    Committed all =
        new Committed(T, changes, logged.rows(), List.of(), Optional.of(NextWake.at(T, "tea")));
    get(store.append(object, 1, all));
    assertThat(letters("alarm", "", 9)).hasSize(1);
    assertThat(pending(Optional.empty(), Optional.empty(), 9))
        .containsExactly(new Pending(object, "tea", T));
  }

  @Test
  void what_is_pending_comes_by_time_then_name_in_pages_without_gaps_or_repeats() {
    for (int i = 0; i < 60; i++) {
      ObjectId one = new ObjectId(type, "n" + i);
      get(store.append(one, 1, waking(T.plusSeconds(i / 3), "a" + i)));
    }
    List<Pending> all = new ArrayList<>();
    Optional<Place> after = Optional.empty();
    for (List<Pending> page = pending(Optional.empty(), after, 7);
        !page.isEmpty();
        page = pending(Optional.empty(), after, 7)) {
      all.addAll(page);
      Pending last = page.getLast();
      after = Optional.of(new Place(last.due(), last.object().toString()));
    }
    assertThat(all).doesNotHaveDuplicates().hasSize(60);
    assertThat(all).extracting(Pending::due).isSortedAccordingTo(Instant::compareTo);
    assertThat(pending(Optional.of(T.plusSeconds(2)), Optional.empty(), 99))
        .hasSize(6)
        .allMatch(found -> found.due().isBefore(T.plusSeconds(2)));
  }
}
