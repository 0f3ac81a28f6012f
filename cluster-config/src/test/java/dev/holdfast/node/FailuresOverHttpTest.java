package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Catalogue;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract from end to end where something else writes, refuses or goes away. */
class FailuresOverHttpTest {
  @TempDir static Path data;

  private static RunningNode node;

  @BeforeAll
  static void start() {
    // Short, so that the edge's own attempts come to an end soon.
    Map<String, String> flags = Map.of("limits.ask-deadline", "2 s");
    node = RunningNode.start(data, Catalogue.of(Probe.TYPE, Probe.HASTY), flags, Map.of());
  }

  @AfterAll
  static void end() {
    node.close();
  }

  @AfterEach
  void the_database_takes_everything_again() {
    node.sql("DROP TRIGGER IF EXISTS trouble ON journal");
  }

  /** From now on the database does this when the object commits. */
  private static void trouble(String object, String does) {
    node.sql(
        """
        CREATE OR REPLACE FUNCTION trouble() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN %s; RETURN NEW; END $$\
        """
            .formatted(does));
    node.sql(
        """
        CREATE TRIGGER trouble BEFORE INSERT ON journal FOR EACH ROW
        WHEN (NEW.object = '%s') EXECUTE FUNCTION trouble()\
        """
            .formatted(object));
  }

  private static String add(String object) {
    return node.post("/objects/" + object + "/add", "").body();
  }

  @Test
  void a_stale_activation_can_never_commit_and_costs_no_other_object_its_commit() {
    // HASTY stays awake between its events: what it knows is what it had read before.
    add("hasty/donor");
    add("hasty/donor");
    add("hasty/donor");
    assertThat(add("hasty/stale")).isEqualTo("1");
    assertThat(add("hasty/other")).isEqualTo("1");
    // What another activation would have written: that the count is 3.
    int rows =
        node.sql(
            """
            INSERT INTO journal (object, sequence, event)
            SELECT 'hasty/stale', 2, event FROM journal
            WHERE object = 'hasty/donor' AND sequence = 3\
            """);
    assertThat(rows).isOne();
    double failures = node.metric("holdfast_commit_failures_total ");

    CompletableFuture<HttpResponse<String>> other = node.postLater("/objects/hasty/other/add", "");
    // Fenced, told "not done", read back, and tried again by the edge: the caller sees the outcome.
    assertThat(add("hasty/stale")).isEqualTo("4");

    assertThat(other.join().body()).isEqualTo("2");
    assertThat(node.metric("holdfast_commit_failures_total ") - failures).isEqualTo(1);
    assertThat(add("hasty/stale")).isEqualTo("5");
    assertThat(add("hasty/other")).isEqualTo("3");
  }

  @Test
  void a_commit_whose_fate_nobody_knows_is_answered_504_outcome_unknown() {
    assertThat(add("hasty/cut")).isEqualTo("1");
    trouble("hasty/cut", "PERFORM pg_terminate_backend(pg_backend_pid())");

    HttpResponse<String> answer = keyed("hasty/cut", "once");

    assertProblem(answer, 504, "outcome-unknown");
    assertThat(answer.body())
        .contains("It may have taken effect or not", "with the same Idempotency-Key");
    node.sql("DROP TRIGGER trouble ON journal");
    assertThat(keyed("hasty/cut", "once").body()).isEqualTo("2");
    assertThat(keyed("hasty/cut", "once").body()).isEqualTo("2");
    assertThat(node.get("/objects/hasty/cut/count").body()).isEqualTo("2");
  }

  @Test
  void what_the_database_refuses_is_answered_503_not_done_with_retry_after() {
    assertThat(add("hasty/full")).isEqualTo("1");
    trouble("hasty/full", "RAISE EXCEPTION 'no room, says the database'");

    HttpResponse<String> answer = node.post("/objects/hasty/full/add", "");

    assertProblem(answer, 503, "not-done");
    assertThat(answer.headers().firstValue("retry-after")).hasValue("1");
    assertThat(answer.body())
        .contains("It had no effect", "It is safe to send it again")
        .doesNotContain("says the database");
    assertThat(add("hasty/spared")).isEqualTo("1");
    node.sql("DROP TRIGGER trouble ON journal");
    assertThat(add("hasty/full")).isEqualTo("2");
  }

  private static HttpResponse<String> keyed(String object, String key) {
    return node.send(
        node.request("/objects/" + object + "/add")
            .header("idempotency-key", key)
            .POST(HttpRequest.BodyPublishers.noBody()));
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
    assertThat(answer.body()).contains("\"type\":\"urn:holdfast:problem:" + code + "\"");
  }
}
