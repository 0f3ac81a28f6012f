package dev.holdfast.persistence.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.persistence.Database;
import dev.holdfast.persistence.TestPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The table of authorities, shared by nodes that do not know of one another. */
class ClusterAuthoritiesTest {
  private static final int NODES = 10;

  private static Database database;

  @BeforeAll
  static void open() {
    database = Database.open(TestPostgres.freshDatabase());
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @Test
  void nodes_that_start_at_once_make_one_authority_and_later_ones_forget_the_ended()
      throws Exception {
    ClusterAuthorities table = new ClusterAuthorities(database.dataSource());
    AtomicInteger made = new AtomicInteger();
    try (ExecutorService nodes = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<KnownAuthorities>> all = new ArrayList<>();
      for (int i = 0; i < NODES; i++) {
        all.add(nodes.submit(() -> table.knownOrAdded(ClusterAuthoritiesTest::none, now -> one(now, made))));
      }
      for (Future<KnownAuthorities> known : all) {
        assertThat(known.get().authorities())
            .singleElement()
            .extracting(ClusterAuthority::certificate)
            .isEqualTo("certificate 1");
      }
    }
    assertEndedAreForgotten(table, made);
  }

  private static void assertEndedAreForgotten(ClusterAuthorities table, AtomicInteger made)
      throws SQLException {
    KnownAuthorities before = table.known();
    KnownAuthorities after =
        table.knownOrAdded(
            known -> known.authorities().size() < 2,
            now -> {
              ClusterAuthority next = one(now, made);
              return new ClusterAuthority(
                  next.certificate(), next.privateKey(), now, now.minusSeconds(1), false);
            });
    assertThat(after.authorities()).as("one that has ended is nobody").isEqualTo(before.authorities());
    KnownAuthorities later =
        table.knownOrAdded(known -> known.authorities().size() < 2, now -> one(now, made));
    assertThat(later.authorities())
        .extracting(ClusterAuthority::certificate)
        .containsExactly("certificate 1", "certificate 3");
    assertThat(later.toString()).doesNotContain("key");
  }

  private static boolean none(KnownAuthorities known) {
    return known.authorities().isEmpty();
  }

  private static ClusterAuthority one(Instant now, AtomicInteger made) {
    int number = made.incrementAndGet();
    return new ClusterAuthority(
        "certificate " + number,
        "key " + number,
        now.plusSeconds(number),
        now.plus(Duration.ofDays(number)),
        false);
  }
}
