package dev.holdfast.node.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectEvent.Operation;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.ContractWorld;
import dev.holdfast.runtime.host.Waker;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.Committed;
import dev.holdfast.runtime.spi.Answer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of index rows that disagree with the journal. */
class IndexSweepTest {
  private static final String LETTER = "01aaaaaaaaaaaaaaaaaaaaaaaa";

  @TempDir private static Path data;
  private static TestNode.Storage storage;
  private ContractWorld world;

  @BeforeAll
  static void startStorage() {
    storage = TestNode.Storage.start(data);
  }

  @AfterAll
  static void closeStorage() {
    storage.close();
  }

  @BeforeEach
  void startNode() {
    world = TestNode.world(storage, Limits.DEFAULTS);
  }

  @AfterEach
  void closeNode() {
    world.host.close();
  }

  private TestNode node() {
    return (TestNode) world.host;
  }

  private static long sql(String statement) throws SQLException {
    try (Connection connection = storage.database().dataSource().getConnection();
        Statement one = connection.createStatement()) {
      if (!one.execute(statement)) {
        return one.getUpdateCount();
      }
      try (ResultSet rows = one.getResultSet()) {
        return rows.next() ? rows.getLong(1) : -1;
      }
    }
  }

  private ObjectId asleepWithAlarm(Duration in) {
    ObjectId id = world.fresh("waker");
    assertThat(world.send(id, new Waker.Set("tea", in.toSeconds()))).isEqualTo(new Answer.Done());
    world.sleepAll();
    return id;
  }

  private static long due(ObjectId id) throws SQLException {
    return sql("SELECT due FROM wakes WHERE object = '%s'".formatted(id));
  }

  private void sweep() {
    TestNode.await("the sweep", () -> node().nodeHost().sweepIndexes());
  }

  private void awaitMended(ObjectId id, long due) {
    sweep();
    TestNode.await(
        "its row is back",
        () -> {
          try {
            return due(id) == due;
          } catch (SQLException e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void a_wake_row_that_was_lost_is_written_again_and_the_alarm_fires() throws SQLException {
    ObjectId id = asleepWithAlarm(Duration.ofHours(1));
    long due = due(id);
    assertThat(sql("DELETE FROM wakes WHERE object = '%s'".formatted(id))).isEqualTo(1);

    awaitMended(id, due);

    node().advance(Duration.ofHours(1));
    TestNode.await("it fires", () -> world.<Long>askOnceBack(id, new Waker.Fired()) == 1);
  }

  @Test
  void a_wake_row_that_is_later_than_its_object_needs_is_moved_back() throws SQLException {
    ObjectId id = asleepWithAlarm(Duration.ofHours(1));
    long due = due(id);
    sql("UPDATE wakes SET due = due + 1000000 WHERE object = '%s'".formatted(id));
    awaitMended(id, due);
  }

  @Test
  void a_wake_row_of_a_later_event_is_left_alone() throws SQLException {
    ObjectId id = asleepWithAlarm(Duration.ofHours(1));
    sql("UPDATE wakes SET due = due + 7, sequence = 99 WHERE object = '%s'".formatted(id));
    long due = due(id);
    ObjectId other = asleepWithAlarm(Duration.ofHours(2));
    long otherDue = due(other);
    sql("DELETE FROM wakes WHERE object = '%s'".formatted(other));
    // By name it is compared after the first.
    awaitMended(other, otherDue);
    assertThat(due(id)).isEqualTo(due);
  }

  @Test
  void an_object_with_messages_to_deliver_and_no_row_gets_one() throws SQLException {
    ObjectId id = world.fresh("waker");
    Change told = new Change.Told(65_537, "waker/nobody", "tell", "existing", new byte[] {0}, "");
    var telling =
        new Committed(Instant.EPOCH, List.of(new Change.Created(1), told), List.of(), List.of());
    storage.store().append(id, 1, telling).toCompletableFuture().join();
    assertThat(due(id)).isEqualTo(-1);
    sweep();
    TestNode.await("a row, and with it a delivery", () -> node().counters().commits() > 0);
    TestNode.await(
        "that it is delivered is written down",
        () -> {
          node().advance(Duration.ofSeconds(1));
          return count("wakes", "object IN ('%s', 'waker/nobody')".formatted(id)) == 0;
        });
  }

  @Test
  void an_object_with_an_unfinished_call_and_no_row_gets_one_and_the_call_is_made() {
    ObjectId id = world.fresh("caller");
    String get =
        """
        {"http": {"method": "GET", "url": ["https://example.org/swept"], "headers": [],
          "deadline": "PT30S", "retry":
            {"attempts": 1, "first": "PT1S", "most": "PT1S", "jitter": 0, "within": "PT1M"}}}
        """;
    Change asked =
        new Change.CallAsked(
            65_537, "swept", "key", get.getBytes(StandardCharsets.UTF_8), "", Instant.EPOCH);
    var asking =
        new Committed(Instant.EPOCH, List.of(new Change.Created(1), asked), List.of(), List.of());
    storage.store().append(id, 1, asking).toCompletableFuture().join();
    assertThat(world.calls.waiting()).isEmpty();
    sweep();
    TestNode.await(
        "the call",
        () -> {
          node().advance(Duration.ofSeconds(1));
          return !world.calls.waiting().isEmpty();
        });
    assertThat(world.calls.next().idempotencyKey()).isEqualTo("key");
    world.calls.next().answer(200);
  }

  @Test
  void rows_of_dead_letters_follow_the_journal_too() throws SQLException {
    ObjectId id = world.fresh("waker");
    Change letter =
        new Change.DeadLetterAdded(
            LETTER, "alarm", "tea", Instant.EPOCH, Instant.EPOCH, 20, "why", "");
    var parked =
        new Committed(Instant.EPOCH, List.of(new Change.Created(1), letter), List.of(), List.of());
    storage.store().append(id, 1, parked).toCompletableFuture().join();
    sql("UPDATE dead_letters SET id = 'unknown' WHERE object = '%s'".formatted(id));
    sweep();
    TestNode.await(
        "the row it should have is back",
        () -> count("id = '%s' AND object = '%s'".formatted(LETTER, id)) == 1);
    TestNode.await("the row it should not have is gone", () -> count("id = 'unknown'") == 0);
    Answer discarded =
        world.answer(world.deliver(id, new ObjectEvent.Operated(new Operation.Discard(LETTER))));
    assertThat(discarded).isEqualTo(new Answer.Done());
    assertThat(count("object = '%s'".formatted(id))).isZero();
  }

  private static long count(String where) {
    return count("dead_letters", where);
  }

  private static long count(String table, String where) {
    try {
      return sql("SELECT count(*) FROM %s WHERE %s".formatted(table, where));
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
