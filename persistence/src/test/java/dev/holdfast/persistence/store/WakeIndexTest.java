package dev.holdfast.persistence.store;

import static dev.holdfast.persistence.store.Stages.failure;
import static dev.holdfast.persistence.store.Stages.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.persistence.Database;
import dev.holdfast.persistence.TestPostgres;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.Committed;
import dev.holdfast.runtime.host.stored.Committed.NextWake;
import dev.holdfast.runtime.host.stored.FencedException;
import dev.holdfast.runtime.host.stored.NotWrittenException;
import dev.holdfast.runtime.spi.WakeIndex;
import dev.holdfast.runtime.spi.WakeIndex.Due;
import dev.holdfast.runtime.spi.WakeIndex.Slices;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WakeIndexTest {
  private static final Instant T = Commits.AT;
  private static final Instant EVER = Instant.parse("9999-01-01T00:00:00Z");

  private static Database database;
  private static PostgresStore store;

  /** A type of its own for each test, so that they do not see each other's rows. */
  private final String type = "t" + UUID.randomUUID().toString().substring(0, 8);

  private final ObjectId object = new ObjectId(type, "one");

  @BeforeAll
  static void open() {
    database = Database.open(TestPostgres.freshDatabase());
    store = PostgresStore.open(database, StoreLimits.DEFAULTS);
  }

  @AfterAll
  static void close() {
    store.close();
    database.close();
  }

  private static Committed waking(Instant at) {
    return commit(Optional.of(NextWake.at(at, "a")));
  }

  private static Committed commit(Optional<NextWake> wake) {
    return new Committed(
        T, List.of(new Change.KeyPut("k", new byte[1])), List.of(), List.of(), wake);
  }

  private List<Due> due(Instant upTo) {
    return get(store.due(new Slices(0, WakeIndex.SLICES), Set.of(type), upTo, 100));
  }

  private Due row(Instant at) {
    return new Due(object, at);
  }

  @Test
  void a_wake_is_written_with_its_event() {
    get(store.append(object, 1, waking(T.plusSeconds(60))));
    assertThat(due(EVER)).hasSize(1);
    assertThat(due(T)).isEmpty();
  }

  @Test
  void a_time_is_rounded_up_so_that_an_alarm_is_never_early() {
    get(store.append(object, 1, waking(Instant.parse("2026-01-01T00:00:00.000000001Z"))));
    assertThat(due(EVER)).containsExactly(row(Instant.parse("2026-01-01T00:00:00.000001Z")));
  }

  @Test
  void a_later_event_moves_the_row_and_one_that_says_nothing_leaves_it() {
    Instant later = T.plusSeconds(99).truncatedTo(java.time.temporal.ChronoUnit.MICROS);
    get(store.append(object, 1, waking(T)));
    get(store.append(object, 2, waking(later)));
    get(store.append(object, 3, commit(Optional.empty())));
    assertThat(due(EVER)).containsExactly(row(later));
  }

  @Test
  void an_object_that_wants_no_more_waking_has_no_row() {
    get(store.append(object, 1, waking(T)));
    get(store.append(object, 2, commit(Optional.of(NextWake.NEVER))));
    assertThat(due(EVER)).isEmpty();
  }

  @Test
  void a_fenced_event_leaves_the_index_as_it_is() {
    Instant right = Instant.parse("2026-02-02T00:00:00Z");
    get(store.append(object, 1, waking(right)));
    assertThat(failure(store.append(object, 1, waking(EVER)))).isInstanceOf(FencedException.class);
    assertThat(failure(store.append(object, 1, commit(Optional.of(NextWake.NEVER)))))
        .isInstanceOf(FencedException.class);
    assertThat(due(EVER)).containsExactly(row(right));
  }

  @Test
  void a_correction_applies_only_where_no_later_event_spoke() {
    Instant right = Instant.parse("2026-02-02T00:00:00Z");
    get(store.append(object, 1, waking(T)));
    get(store.append(object, 2, waking(right)));
    get(store.correct(object, 1, Optional.of(EVER), "a"));
    get(store.correct(object, 1, Optional.empty(), ""));
    assertThat(due(EVER)).containsExactly(row(right));
    get(store.correct(object, 2, Optional.of(EVER), "a"));
    assertThat(due(EVER)).containsExactly(row(EVER));
    get(store.correct(object, 2, Optional.empty(), ""));
    assertThat(due(EVER)).isEmpty();
  }

  @Test
  void the_earliest_come_first_and_no_more_than_asked_for() {
    for (int i = 0; i < 20; i++) {
      ObjectId one = new ObjectId(type, "n" + i);
      get(store.append(one, 1, waking(Instant.EPOCH.plusSeconds(100 - i))));
    }
    List<Due> first = get(store.due(new Slices(0, WakeIndex.SLICES), Set.of(type), EVER, 5));
    assertThat(first)
        .extracting(found -> found.at().getEpochSecond())
        .containsExactly(81L, 82L, 83L, 84L, 85L);
  }

  @Test
  void each_object_is_in_one_slice_and_is_found_there_only() {
    get(store.append(object, 1, waking(T)));
    int slice = WakeIndex.sliceOf(object.toString());
    assertThat(get(store.due(new Slices(slice, slice + 1), Set.of(type), EVER, 9))).hasSize(1);
    assertThat(get(store.due(new Slices(0, slice), Set.of(type), EVER, 9))).isEmpty();
    assertThat(get(store.due(new Slices(slice + 1, WakeIndex.SLICES), Set.of(type), EVER, 9)))
        .isEmpty();
  }

  @Test
  void objects_of_a_type_that_the_node_does_not_know_wait_in_the_index() {
    get(store.append(object, 1, waking(T)));
    assertThat(get(store.due(new Slices(0, WakeIndex.SLICES), Set.of("other"), EVER, 9))).isEmpty();
    assertThat(due(EVER)).hasSize(1);
  }

  @Test
  void rows_of_a_type_that_is_gone_keep_no_others_from_being_read_and_stay() {
    String gone = type + "-gone";
    for (int i = 0; i < 300; i++) {
      var _ = store.append(new ObjectId(gone, "g" + i), 1, waking(Instant.EPOCH.plusSeconds(i)));
    }
    get(store.append(object, 1, waking(T)));
    Slices all = new Slices(0, WakeIndex.SLICES);
    assertThat(get(store.due(all, Set.of(type), EVER, 5)))
        .extracting(Due::object)
        .containsExactly(object);
    assertThat(get(store.due(all, Set.of(type, gone), EVER, 1_000))).hasSize(301);
  }

  @Test
  void a_time_that_no_row_can_hold_costs_only_its_own_event() {
    List<CompletionStage<Void>> others = new ArrayList<>();
    List<CompletionStage<Void>> impossible = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      others.add(store.append(new ObjectId(type, "n" + i), 1, waking(T)));
      Instant never = i % 2 == 0 ? Instant.MIN : Instant.MAX;
      impossible.add(store.append(new ObjectId(type, "never" + i), 1, waking(never)));
    }
    others.forEach(Stages::get);
    for (CompletionStage<Void> one : impossible) {
      assertThat(failure(one)).isInstanceOf(NotWrittenException.class);
    }
    assertThat(due(EVER)).hasSize(20);
  }

  @Test
  void log_rows_and_wakes_of_many_objects_go_into_one_batch() {
    byte[] body = {1};
    for (int i = 0; i < 50; i++) {
      ObjectId one = new ObjectId(type, "n" + i);
      Committed plain = Commits.append("log", 1, 1, body);
      Committed both =
          new Committed(
              plain.at(),
              plain.changes(),
              plain.rows(),
              plain.turns(),
              Optional.of(NextWake.at(T, "a")));
      if (i < 49) {
        store.append(one, 1, both);
      } else {
        get(store.append(one, 1, both));
      }
    }
    assertThat(due(EVER)).hasSize(50);
  }

  @Test
  void a_plan_that_reads_all_of_an_empty_index_is_not_kept_for_a_full_one() throws SQLException {
    for (int i = 0; i < 10; i++) {
      get(store.append(object, 2 * i + 1, waking(T)));
      get(store.append(object, 2 * i + 2, commit(Optional.of(NextWake.NEVER))));
    }
    assertThat(prepared())
        .anyMatch(sql -> sql.contains("INSERT INTO wakes"))
        .noneMatch(sql -> sql.contains("DELETE FROM wakes"));
  }

  /** The statements that all connections of the pool keep prepared. */
  private static List<String> prepared() throws SQLException {
    List<Connection> all = new ArrayList<>();
    List<String> statements = new ArrayList<>();
    try {
      for (int i = 0; i < database.settings().poolSize(); i++) {
        all.add(database.dataSource().getConnection());
      }
      for (Connection connection : all) {
        try (Statement statement = connection.createStatement();
            ResultSet rows =
                statement.executeQuery("SELECT statement FROM pg_prepared_statements")) {
          while (rows.next()) {
            statements.add(rows.getString(1));
          }
        }
      }
      return statements;
    } finally {
      for (Connection connection : all) {
        connection.close();
      }
    }
  }
}
