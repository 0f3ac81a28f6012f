package dev.holdfast.persistence.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.persistence.Database;
import dev.holdfast.persistence.TestPostgres;
import dev.holdfast.runtime.spi.WakeIndex;
import dev.holdfast.runtime.spi.WakeIndex.Census;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WakeCountsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private Database database;

  @BeforeEach
  void open() {
    database = Database.open(TestPostgres.freshDatabase());
  }

  @AfterEach
  void close() {
    database.close();
  }

  private Census census(String... types) throws SQLException {
    return new WakeCounts(database.dataSource()).census(Set.of(types), NOW);
  }

  private void row(String object, long dueInSeconds) throws SQLException {
    rows("'" + object + "'", WakeIndex.sliceOf(object), dueInSeconds, 1);
  }

  private void rows(String object, int slice, long dueInSeconds, int count) throws SQLException {
    sql(
        "INSERT INTO wakes SELECT %s, %d, %d, 1 FROM generate_series(1, %d) AS i"
            .formatted(object, slice, WakeRows.micros(NOW.plusSeconds(dueInSeconds)), count));
  }

  private void sql(String statement) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement one = connection.createStatement()) {
      one.execute(statement);
    }
  }

  @Test
  void an_empty_index_has_nothing_that_waits() throws Exception {
    assertThat(census("a")).isEqualTo(new Census(0, 0, Duration.ZERO, Map.of()));
  }

  @Test
  void what_is_due_is_counted_in_all_slices_and_the_earliest_says_for_how_long() throws Exception {
    for (int i = 0; i < 50; i++) {
      row("a/" + i, -i);
      row("b/" + i, i + 1);
    }
    assertThat(census("a", "b")).isEqualTo(new Census(100, 50, Duration.ofSeconds(49), Map.of()));
  }

  @Test
  void objects_of_types_that_are_not_known_are_counted_by_type_and_are_not_due() throws Exception {
    row("a/x", -60);
    row("a/y", 60);
    // Sorts before what begins with "a/".
    row("a-b/x", -3_600);
    row("a0/x", -10);
    row("b/x", -7_200);
    assertThat(census("a", "a0"))
        .isEqualTo(new Census(5, 2, Duration.ofSeconds(60), Map.of("a-b", 1L, "b", 1L)));
    assertThat(census())
        .isEqualTo(new Census(5, 0, Duration.ZERO, Map.of("a", 2L, "a-b", 1L, "a0", 1L, "b", 1L)));
  }

  @Test
  void no_more_unknown_types_are_shown_than_the_bound_and_none_of_them_is_due() throws Exception {
    for (int i = 0; i < WakeCounts.UNKNOWN_MAX + 5; i++) {
      row("gone-" + i + "/x", -60);
    }
    row("known/x", -1);
    Census census = census("known");
    assertThat(census.unknown()).hasSize(WakeCounts.UNKNOWN_MAX);
    assertThat(census.due()).isOne();
    assertThat(census.overdue()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void past_the_bound_the_number_is_an_estimate_and_never_below_it() throws Exception {
    int count = WakeCounts.COUNTED_MAX + 20_000;
    rows("'a/' || i", 7, 60, count);
    assertThat(census().unknown()).containsExactly(Map.entry("a", (long) WakeCounts.COUNTED_MAX));
    assertThat(census("a").pending()).isGreaterThanOrEqualTo(WakeCounts.COUNTED_MAX);
    sql("ANALYZE wakes");
    assertThat((double) census("a").pending()).isBetween(count * 0.9, count * 1.1);
  }
}
