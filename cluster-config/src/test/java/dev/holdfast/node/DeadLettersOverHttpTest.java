package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.node.host.TestNode;
import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent.AlarmFired;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.Response;
import dev.holdfast.runtime.StorageKey;
import dev.holdfast.runtime.Turn;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.Committed;
import dev.holdfast.runtime.host.stored.Committed.NextWake;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator finds and does over HTTP after alarms failed for good. */
class DeadLettersOverHttpTest {
  private static final StorageKey<String> FIRED = StorageKey.of("fired", String.class);
  private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

  /** Says which alarm it handled last. */
  public static final class Kettle implements DurableObject<Message> {
    @Override
    public Turn onRequest(Request request, ObjectContext context) {
      return Turn.draft().respond(Response.text(context.storage().get(FIRED).orElse("nothing")));
    }

    @Override
    public Turn onAlarm(AlarmFired alarm, ObjectContext context) {
      return Turn.draft().put(FIRED, alarm.name() + " of " + alarm.due());
    }
  }

  private static Committed parked(String object) {
    List<Change> changes =
        List.of(
            new Change.Created(1),
            new Change.DeadLetterAdded(
                id(object), "alarm", "tea", LONG_AGO, LONG_AGO, 20, "no water", ""));
    return new Committed(LONG_AGO, changes, List.of(), List.of());
  }

  private static Committed armed(Instant at) {
    List<Change> changes =
        List.of(new Change.Created(1), new Change.AlarmSet("later", "at", at, 0, at, "", ""));
    return new Committed(
        LONG_AGO, changes, List.of(), List.of(), Optional.of(NextWake.at(at, "later")));
  }

  private static String id(String object) {
    return "01" + object.repeat(24);
  }

  private static final Instant FAR_AWAY = Instant.parse("9000-01-01T00:00:00Z");

  /** Two kettles failed, a third waits. */
  private static RunningNode node(Path data) {
    return RunningNode.start(
        data,
        Catalogue.of(ObjectType.of("kettle", Message.class, Kettle::new)),
        Map.of(),
        Map.of(),
        store -> {
          store.append(new ObjectId("kettle", "a"), 1, parked("a"));
          store.append(new ObjectId("kettle", "b"), 1, parked("b"));
          store
              .append(new ObjectId("kettle", "c/d"), 1, armed(FAR_AWAY))
              .toCompletableFuture()
              .join();
        });
  }

  @Test
  void an_operator_sees_what_failed_has_it_tried_again_or_discards_it(@TempDir Path data)
      throws IOException {
    try (RunningNode node = node(data)) {
      JsonNode letters = json(node.get("/api/v1/dead-letters?kind=alarm").body());
      assertThat(letters.path("deadLetters"))
          .extracting(letter -> letter.path("name").asText())
          .containsExactly("a", "b");
      assertThat(letters.path("deadLetters").get(0).path("error").asText()).isEqualTo("no water");

      assertThat(node.post(path("a") + "/redrive", "").statusCode()).isEqualTo(204);
      assertThat(node.send(node.request(path("b")).DELETE()).statusCode()).isEqualTo(204);
      TestNode.await(
          "the alarm fires",
          () -> node.get("/objects/kettle/a").body().equals("tea of " + LONG_AGO));
      assertThat(node.get("/objects/kettle/b").body()).isEqualTo("nothing");
      assertThat(node.get("/api/v1/dead-letters").body()).isEqualTo("{\"deadLetters\":[]}");
      assertThat(node.post(path("a") + "/redrive", "").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void what_an_operator_repeats_under_its_id_is_done_once_and_answered_as_before(
      @TempDir Path data) {
    try (RunningNode node = node(data)) {
      assertThat(withKey(node, path("a") + "/redrive", "POST")).isEqualTo(204);
      assertThat(withKey(node, path("a") + "/redrive", "POST")).isEqualTo(204);
      assertThat(withKey(node, path("a"), "DELETE")).as("another request").isEqualTo(422);
      assertThat(withKey(node, path("b"), "DELETE")).isEqualTo(204);
      assertThat(withKey(node, path("b"), "DELETE")).isEqualTo(204);
      TestNode.await("the alarm fires", () -> node.metric("holdfast_alarms_fired_total") == 1);
      assertThat(node.get("/objects/kettle/a").body()).isEqualTo("tea of " + LONG_AGO);
      assertThat(node.get("/objects/kettle/b").body()).isEqualTo("nothing");
    }
  }

  private static int withKey(RunningNode node, String path, String method) {
    return node.send(
            node.request(path)
                .header("Idempotency-Key", "operator-1")
                .method(method, HttpRequest.BodyPublishers.noBody()))
        .statusCode();
  }

  @Test
  void an_operator_sees_what_is_pending_in_all_objects_and_in_one(@TempDir Path data)
      throws IOException {
    try (RunningNode node = node(data)) {
      JsonNode pending = json(node.get("/api/v1/alarms?type=kettle").body());
      assertThat(pending.toString())
          .isEqualTo(
              ("{\"alarms\":[{\"type\":\"kettle\",\"name\":\"c/d\",\"alarm\":\"later\","
                      + "\"due\":\"%s\"}]}")
                  .formatted(FAR_AWAY));
      assertThat(json(node.get("/api/v1/alarms/kettle/c%2Fd").body()).path("alarms")).hasSize(1);
      assertThat(node.get("/api/v1/alarms/kettle/unknown").statusCode()).isEqualTo(404);
    }
  }

  private static String path(String name) {
    return "/api/v1/dead-letters/kettle/%s/%s".formatted(name, id(name));
  }

  private static JsonNode json(String body) throws IOException {
    return new ObjectMapper().readTree(body);
  }
}
