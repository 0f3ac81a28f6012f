package dev.holdfast.persistence.history;

import static dev.holdfast.persistence.store.Commits.AT;
import static dev.holdfast.persistence.store.Commits.append;
import static dev.holdfast.persistence.store.Commits.freshObject;
import static dev.holdfast.persistence.store.Commits.put;
import static dev.holdfast.persistence.store.Commits.wholeLog;
import static dev.holdfast.persistence.store.Stages.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.persistence.Database;
import dev.holdfast.persistence.DatabaseSettings;
import dev.holdfast.persistence.TestPostgres;
import dev.holdfast.persistence.store.PostgresStore;
import dev.holdfast.persistence.store.Stages;
import dev.holdfast.persistence.store.StoreLimits;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.FencedException;
import dev.holdfast.runtime.host.stored.LogRow;
import dev.holdfast.runtime.host.stored.ObjectSnapshot;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HistoryCleanupTest {
  private static final Duration WEEK = Duration.ofDays(7);
  private static final byte[] BODY = {1};

  private DatabaseSettings settings;
  private Database database;
  private PostgresStore store;
  private HistoryCleanup cleanup;

  @BeforeEach
  void open() {
    settings = TestPostgres.freshDatabase();
    database = Database.open(settings);
    store = PostgresStore.open(database, StoreLimits.DEFAULTS);
    cleanup = new HistoryCleanup(database.dataSource(), _ -> WEEK);
  }

  @AfterEach
  void close() {
    store.close();
    database.close();
  }

  @Test
  void events_up_to_the_newest_snapshot_before_the_history_go_and_all_others_stay()
      throws SQLException {
    ObjectId object = written(10);
    snapshot(object, 3);
    snapshot(object, 5);
    age(object, 30, 5); // events and snapshots up to 5 are 30 days old
    snapshot(object, 8); // today's

    CleanupResult result = cleanup.runOnce();

    assertThat(sequences("journal", object)).containsExactly(6L, 7L, 8L, 9L, 10L);
    assertThat(sequences("snapshots", object)).containsExactly(5L, 8L);
    assertThat(result).isEqualTo(new CleanupResult(true, 2, 5, 1, 0, 0, false));
    assertThat(get(store.load(object)).sequence()).isEqualTo(10);
  }

  @Test
  void the_newest_row_stays_whatever_its_age_and_still_fences() throws SQLException {
    ObjectId object = written(4);
    snapshot(object, 4);
    age(object, 400, 4);
    cleanup.runOnce();
    assertThat(sequences("journal", object)).containsExactly(4L);
    for (int stale = 1; stale <= 4; stale++) {
      int sequence = stale;
      assertThatExceptionOfType(CompletionException.class)
          .isThrownBy(() -> get(store.append(object, sequence, put("stale"))))
          .withCauseInstanceOf(FencedException.class);
    }
    get(store.append(object, 5, put("next")));
    assertThat(get(store.load(object)).sequence()).isEqualTo(5);
  }

  @Test
  void an_object_without_a_snapshot_old_enough_keeps_everything() throws SQLException {
    ObjectId none = written(3);
    age(none, 400, 3);
    ObjectId young = written(3);
    age(young, 400, 3);
    snapshot(young, 3); // of old events, but taken today: the history before it is still wanted
    assertThat(cleanup.runOnce().bases()).isZero();
    assertThat(sequences("journal", none)).hasSize(3);
    assertThat(sequences("journal", young)).hasSize(3);
  }

  @Test
  void each_type_has_its_own_history() throws SQLException {
    ObjectId brief = writtenTo(new ObjectId("brief", "a"), 3);
    ObjectId lasting = writtenTo(new ObjectId("lasting", "a"), 3);
    for (ObjectId object : List.of(brief, lasting)) {
      snapshot(object, 3);
      age(object, 10, 3);
    }
    new HistoryCleanup(
            database.dataSource(),
            type -> type.equals("lasting") ? Duration.ofDays(30) : Duration.ofDays(1))
        .runOnce();
    assertThat(sequences("journal", brief)).containsExactly(3L);
    assertThat(sequences("journal", lasting)).containsExactly(1L, 2L, 3L);
  }

  @Test
  void log_rows_below_the_head_and_of_earlier_lives_go() throws SQLException {
    ObjectId object = freshObject();
    get(store.append(object, 1, append("log", 1, 1, BODY, BODY)));
    get(store.append(object, 2, append("log", 2, 1, BODY, BODY, BODY, BODY)));
    get(store.append(object, 3, append("untrimmed", 2, 1, BODY, BODY)));
    save(object, 3, new Change.Created(2), new Change.LogBounds("log", 3, 4));
    age(object, 30, 3);
    get(store.append(object, 4, append("log", 2, 5, BODY)));

    assertThat(cleanup.runOnce().logRows()).isEqualTo(4);

    assertThat(numbers(object, "log", 1)).isEmpty();
    assertThat(numbers(object, "log", 2)).containsExactly(3L, 4L, 5L);
    assertThat(numbers(object, "untrimmed", 2)).containsExactly(1L, 2L);
  }

  @Test
  void of_a_destroyed_object_no_log_rows_stay_but_those_of_its_next_life_do() throws SQLException {
    ObjectId object = freshObject();
    get(store.append(object, 1, append("log", 1, 1, BODY, BODY)));
    get(store.append(object, 2, put("destroyed")));
    save(object, 2);
    age(object, 30, 2);
    get(store.append(object, 3, append("log", 3, 1, BODY)));
    cleanup.runOnce();
    assertThat(numbers(object, "log", 1)).isEmpty();
    assertThat(numbers(object, "log", 3)).containsExactly(1L);
  }

  @Test
  void a_snapshot_that_cannot_be_read_removes_nothing_and_holds_up_nobody() throws SQLException {
    ObjectId damaged = written(3);
    snapshot(damaged, 3);
    age(damaged, 40, 3);
    execute("UPDATE snapshots SET state = '\\x63' WHERE object = ?", damaged.toString());
    ObjectId sound = written(3);
    snapshot(sound, 3);
    age(sound, 30, 3);
    CleanupResult result = cleanup.runOnce();
    assertThat(result.skipped()).isEqualTo(1);
    assertThat(sequences("journal", damaged)).hasSize(3);
    assertThat(sequences("journal", sound)).containsExactly(3L);
  }

  @Test
  void a_second_run_finds_nothing_to_do() throws SQLException {
    ObjectId object = written(3);
    snapshot(object, 3);
    age(object, 30, 3);
    assertThat(cleanup.runOnce().events()).isEqualTo(2);
    assertThat(cleanup.runOnce()).isEqualTo(new CleanupResult(true, 0, 0, 0, 0, 0, false));
  }

  @Test
  void more_rows_than_one_statement_takes_go_in_several() throws SQLException {
    int count = HistoryCleanup.ROWS_PER_STATEMENT * 2 + 10;
    ObjectId object = written(count);
    snapshot(object, count);
    age(object, 30, count);
    assertThat(cleanup.runOnce().events()).isEqualTo(count - 1);
  }

  @Test
  void while_another_node_cleans_a_run_does_nothing() throws SQLException {
    ObjectId object = written(3);
    snapshot(object, 3);
    age(object, 30, 3);
    try (Connection connection = TestPostgres.connect(settings)) {
      CleanupSql other = new CleanupSql(connection);
      assertThat(other.tryLock()).isTrue();
      assertThat(cleanup.runOnce()).isEqualTo(CleanupResult.ELSEWHERE);
      other.unlock();
    }
    assertThat(cleanup.runOnce().events()).isEqualTo(2);
  }

  @Test
  void the_schedule_runs_again_and_again() throws InterruptedException {
    CountDownLatch runs = new CountDownLatch(3);
    ObjectId object = written(2);
    snapshot(object, 2);
    HistoryCleanup counting =
        new HistoryCleanup(
            database.dataSource(),
            _ -> {
              runs.countDown();
              return WEEK;
            });
    try (CleanupSchedule _ = CleanupSchedule.start(counting, Duration.ofMillis(10))) {
      assertThat(runs.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  private ObjectId written(int count) {
    return writtenTo(freshObject(), count);
  }

  private ObjectId writtenTo(ObjectId object, int count) {
    List<CompletionStage<Void>> writes = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      writes.add(store.append(object, i, put("v")));
    }
    writes.forEach(Stages::get);
    return object;
  }

  private void snapshot(ObjectId object, long sequence) {
    save(object, sequence, new Change.Created(1));
  }

  private void save(ObjectId object, long sequence, Change... changes) {
    get(store.saveSnapshot(new ObjectSnapshot(object, sequence, AT, List.of(changes))));
  }

  private void age(ObjectId object, int days, long upTo) throws SQLException {
    for (String table : List.of("journal", "snapshots")) {
      execute(
          "UPDATE %s SET written_at = clock_timestamp() - ? * interval '1 day' + sequence * interval '1 s' WHERE object = ? AND sequence <= ?"
              .formatted(table),
          days,
          object.toString(),
          upTo);
    }
  }

  private List<Long> numbers(ObjectId object, String log, long life) {
    return get(store.readLog(wholeLog(object, log, life))).stream().map(LogRow::number).toList();
  }

  private List<Long> sequences(String table, ObjectId object) throws SQLException {
    try (Connection connection = TestPostgres.connect(settings);
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT sequence FROM %s WHERE object = ? ORDER BY 1".formatted(table))) {
      statement.setString(1, object.toString());
      try (ResultSet rows = statement.executeQuery()) {
        List<Long> sequences = new ArrayList<>();
        while (rows.next()) {
          sequences.add(rows.getLong(1));
        }
        return sequences;
      }
    }
  }

  private void execute(String sql, Object... parameters) throws SQLException {
    try (Connection connection = TestPostgres.connect(settings);
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      statement.executeUpdate();
    }
  }
}
