package dev.holdfast.node;

import static dev.holdfast.node.SessionClient.SESSIONS;
import static dev.holdfast.node.SessionClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.actors.chitty.ChittySession;
import dev.holdfast.actors.chitty.SessionBounds;
import dev.holdfast.actors.chitty.SessionCommand.Create;
import dev.holdfast.actors.chitty.SessionCommand.Read;
import dev.holdfast.actors.chitty.SessionOwner;
import dev.holdfast.actors.chitty.SessionStats;
import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.testing.TestNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checklist of ChittyConnect, point by point, over HTTP and a real node. */
class ChittyConnectChecklistTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final long MEMORY_BYTES_MAX = 128L << 20;

  private static final Catalogue CATALOGUE =
      Catalogue.of(HeldSession.TYPE, SessionOwner.TYPE, SessionStats.TYPE);

  @TempDir static Path data;
  private static RunningNode node;
  private static SessionClient sessions;

  @BeforeAll
  static void start() {
    node = RunningNode.start(data, CATALOGUE, Map.of(), Map.of());
    sessions = new SessionClient(node);
  }

  @AfterAll
  static void end() {
    node.close();
  }

  @Test
  void creation_makes_a_context_that_its_owner_finds_at_once() {
    for (int i = 0; i < 20; i++) {
      String id = "creation-" + i;
      HttpResponse<String> made = sessions.create(id, "creator-" + i, "{\"topic\":\"tea\"}");
      assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
      assertThat(made.headers().firstValue("etag")).hasValue("\"1\"");
      assertThat(made.headers().firstValue("location")).hasValue(SESSIONS + "/" + id);
      assertThat(sessions.listOf("creator-" + i))
          .singleElement()
          .satisfies(one -> assertThat(one.path("sessionId").asText()).isEqualTo(id));
    }
    assertThat(sessions.create("creation-0", "creator-0", "{}").statusCode()).isEqualTo(200);
    assertThat(sessions.create("creation-0", "somebody-else", "{}").statusCode()).isEqualTo(409);
  }

  @Test
  void updates_persist_also_when_the_node_is_started_anew(@TempDir Path own) {
    try (RunningNode first = RunningNode.start(own, CATALOGUE, Map.of(), Map.of())) {
      SessionClient before = new SessionClient(first);
      before.create("kept", "ada", "{\"a\":1}");
      assertThat(before.patch("kept", "{\"a\":2,\"b\":{\"c\":[1,null]}}").statusCode())
          .isEqualTo(200);
    }
    try (RunningNode second = RunningNode.start(own, CATALOGUE, Map.of(), Map.of())) {
      JsonNode context = json(new SessionClient(second).get("kept"));
      assertThat(context.path("version").asInt()).isEqualTo(2);
      assertThat(context.path("metadata").toString()).isEqualTo("{\"a\":2,\"b\":{\"c\":[1,null]}}");
    }
  }

  @Test
  void retrieval_gives_the_context_by_id_and_the_ids_by_owner() {
    sessions.create("retrieved-1", "reader", "{\"n\":1}");
    sessions.create("retrieved-2", "reader", "{\"n\":2}");
    HttpResponse<String> one = sessions.get("retrieved-1");
    assertThat(json(one).path("metadata").path("n").asInt()).isEqualTo(1);
    assertThat(json(one).path("chittyId").asText()).isEqualTo("reader");
    assertThat(
            node.send(node.request(SESSIONS + "/retrieved-1").header("if-none-match", "\"1\""))
                .statusCode())
        .isEqualTo(304);
    assertThat(sessions.listOf("reader"))
        .extracting(listed -> listed.path("sessionId").asText())
        .containsExactly("retrieved-1", "retrieved-2");
    assertThat(sessions.get("nobody").statusCode()).isEqualTo(404);
  }

  @Test
  void sockets_get_the_state_and_every_change_and_resume_where_they_were() throws Exception {
    sessions.create("live", "ada", "{\"n\":1}");
    TextSocket ada = sessions.open("live", "");
    assertThat(json(ada.next()).path("state").toString()).isEqualTo("{\"n\":1}");
    sessions.patch("live", "{\"n\":2}");
    assertThat(ada.next()).isEqualTo("{\"version\":2,\"patch\":{\"n\":2}}");
    ada.send("{\"patch\":{\"n\":3},\"ifVersion\":1}");
    assertThat(json(ada.next()).path("refused").path("version").asInt()).isEqualTo(2);
    ada.send("{\"patch\":{\"n\":3},\"ifVersion\":2}");
    assertThat(ada.next()).isEqualTo("{\"version\":3,\"patch\":{\"n\":3}}");
    TextSocket back = sessions.open("live", "?after=1");
    assertThat(back.next()).isEqualTo("{\"version\":2,\"patch\":{\"n\":2}}");
    assertThat(back.next()).isEqualTo("{\"version\":3,\"patch\":{\"n\":3}}");
    TextSocket future = sessions.open("live", "?after=99");
    assertThat(json(future.next()).path("version").asInt()).isEqualTo(3);
    assertThatThrownBy(() -> sessions.open("nobody", "")).hasStackTraceContaining("404");
    assertThat(sessions.delete("live").statusCode()).isEqualTo(204);
    for (TextSocket socket : List.of(ada, back, future)) {
      assertThat(socket.closeCode()).isEqualTo(ChittySession.CLOSE_GONE);
    }
  }

  @Test
  void a_context_sleeps_after_60_seconds_of_quiet() {
    TestNode quiet = TestNode.of(ChittySession.TYPE, SessionOwner.TYPE, SessionStats.TYPE);
    var session = quiet.object(ChittySession.TYPE, "s");
    session.ask(new Create("ada", "{}", Optional.empty()));
    // What it told others of its beginning keeps it busy for some seconds.
    quiet.advance(Duration.ofSeconds(20));
    session.ask(new Read());
    quiet.advance(Duration.ofSeconds(59));
    assertThat(session.isAwake()).isTrue();
    quiet.advance(Duration.ofSeconds(2));
    assertThat(session.isAwake()).isFalse();
  }

  @Test
  void asleep_it_keeps_its_sockets_and_wakes_by_a_frame() throws Exception {
    sessions.create("sleeper", "ada", "{\"n\":1}");
    TextSocket socket = sessions.open("sleeper", "?after=1");
    await(() -> node.metric("holdfast_objects_awake{type=\"session\"}") == 0);
    socket.send("{\"patch\":{\"n\":2},\"id\":\"wake\"}");
    assertThat(List.of(socket.next(), socket.next()))
        .containsExactlyInAnyOrder(
            "{\"version\":2,\"patch\":{\"n\":2}}", "{\"merged\":{\"id\":\"wake\",\"version\":2}}");
    assertThat(json(sessions.get("sleeper")).path("metadata").path("n").asInt()).isEqualTo(2);
    socket.abort();
  }

  @Test
  void an_alarm_cleans_up_after_the_time_to_live() {
    long expired = sessions.figure("expired");
    String brief = SessionClient.body("brief", "mayfly", "{}").replace("}}", "},\"ttlSeconds\":1}");
    assertThat(sessions.create(brief).statusCode()).isEqualTo(201);
    TextSocket socket = sessions.open("brief", "");
    assertThat(socket.closeCode()).isEqualTo(ChittySession.CLOSE_GONE);
    await(() -> sessions.get("brief").statusCode() == 404);
    await(() -> sessions.figure("expired") == expired + 1);
    await(() -> sessions.listOf("mayfly").isEmpty());
    await(() -> node.count("wakes WHERE object LIKE '%brief%'") == 0);
    assertThat(json(node.get("/api/v1/alarms?type=session")).toString()).doesNotContain("brief");
  }

  @Test
  void concurrent_access_is_serial_and_loses_nothing() {
    sessions.create("shared", "crowd", "{}");
    int clients = 100;
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      answers.add(sessions.patchLater("shared", "{\"k%d\":%d}".formatted(i, i), Optional.empty()));
    }
    assertThat(answers).allSatisfy(one -> assertThat(one.join().statusCode()).isEqualTo(200));
    assertThat(answers.stream().map(one -> json(one.join()).path("version").asInt()).distinct())
        .hasSize(clients);
    JsonNode context = json(sessions.get("shared"));
    assertThat(context.path("version").asInt()).isEqualTo(1 + clients);
    assertThat(context.path("metadata")).hasSize(clients);
    List<CompletableFuture<HttpResponse<String>>> rivals = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      rivals.add(
          sessions.patchLater("shared", "{\"winner\":%d}".formatted(i), Optional.of("\"101\"")));
    }
    assertThat(rivals.stream().map(one -> one.join().statusCode()).filter(one -> one == 200))
        .hasSize(1);
    assertThat(rivals.stream().map(one -> one.join().statusCode()).filter(one -> one == 412))
        .hasSize(19);
  }

  @Test
  void a_context_takes_less_than_128_megabytes_whatever_its_clients_do() {
    sessions.create("large", "ada", "{}");
    int status = 200;
    int sent = 0;
    // Under keys, because what is answered to those is kept in memory as well, up to a bound.
    while (status == 200) {
      char fill = (char) ('a' + sent % 26);
      String text = String.valueOf(fill).repeat(SessionBounds.METADATA_BYTES_MAX - 100);
      HttpResponse<String> answer =
          sessions.patch("large", "{\"a\":\"" + text + "\"}", "large-" + sent);
      status = answer.statusCode();
      sent++;
      assertThat(sent).as("changes taken without end").isLessThan(1_000);
    }
    assertThat(status).isEqualTo(503);
    assertThat(sent).as("changes taken").isGreaterThan(50);
    long heldByAll = (long) node.metric("holdfast_objects_awake_bytes{type=\"session\"}");
    assertThat(heldByAll).isBetween((long) SessionBounds.METADATA_BYTES_MAX, MEMORY_BYTES_MAX);
    assertThat(sessions.figure("bytesPerObject")).isBetween(1L, MEMORY_BYTES_MAX);
    assertThat(sessions.get("large").statusCode()).isEqualTo(200);
  }

  @Test
  void metrics_count_contexts_sockets_and_messages() throws Exception {
    long created = sessions.figure("created");
    long deleted = sessions.figure("deleted");
    long messages = sessions.figure("messages");
    sessions.create("counted-1", "accountant", "{}");
    sessions.create("counted-2", "accountant", "{}");
    await(() -> sessions.figure("created") == created + 2);
    assertThat(sessions.figure("active")).isPositive();
    TextSocket socket = sessions.open("counted-1", "?after=1");
    assertThat(sessions.figure("sockets")).isPositive();
    socket.send("{\"patch\":{\"n\":1}}");
    socket.next();
    assertThat(sessions.figure("messages")).isEqualTo(messages + 1);
    sessions.delete("counted-2");
    await(() -> sessions.figure("deleted") == deleted + 1);
    socket.abort();
    await(() -> node.metric("holdfast_objects_awake{type=\"session\"}") == 0);
    JsonNode figures = json(node.get(SESSIONS + "/metrics"));
    assertThat(figures.path("active").asLong()).isZero();
    assertThat(figures.path("asleep").asLong())
        .isEqualTo(
            figures.path("created").asLong()
                - figures.path("expired").asLong()
                - figures.path("deleted").asLong());
  }

  @Test
  void while_a_context_cannot_be_reached_reads_come_from_its_last_committed_state()
      throws Exception {
    sessions.create(HeldSession.NAME, "ada", "{\"n\":1}");
    sessions.create("neighbour", "ada", "{\"n\":7}");
    var stuck = sessions.patchLater(HeldSession.NAME, "{\"n\":2}", Optional.empty());
    assertThat(HeldSession.ENTERED.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .as("the handler is held; its caller was answered %s", stuck)
        .isTrue();
    HttpResponse<String> read = sessions.get(HeldSession.NAME);
    assertThat(read.statusCode()).isEqualTo(200);
    assertThat(read.headers().firstValue("holdfast-state")).hasValue("last-committed");
    assertThat(read.headers().firstValue("holdfast-state-at")).isPresent();
    assertThat(json(read).path("metadata").path("n").asInt()).isEqualTo(1);
    HttpResponse<String> neighbour = sessions.get("neighbour");
    assertThat(neighbour.headers().firstValue("holdfast-state")).isEmpty();
    HeldSession.GATE.countDown();
    assertThat(stuck.join().statusCode()).isEqualTo(200);
    HttpResponse<String> again = sessions.get(HeldSession.NAME);
    assertThat(json(again).path("metadata").path("n").asInt()).isEqualTo(2);
    assertThat(again.headers().firstValue("holdfast-state")).isEmpty();
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("still waiting").isLessThan(deadline);
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }
}
