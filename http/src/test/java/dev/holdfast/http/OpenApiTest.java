package dev.holdfast.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.http.board.AlarmsApi;
import dev.holdfast.http.board.DeadLettersApi;
import dev.holdfast.http.board.FixedBoard;
import dev.holdfast.http.chat.ChatApi;
import dev.holdfast.http.session.SessionMetrics;
import dev.holdfast.http.session.SessionsApi;
import dev.holdfast.http.webhook.telegram.TelegramSource;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.spi.CommittedState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class OpenApiTest {
  private static final List<String> EVERY_METHOD =
      List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  @Test
  void the_document_describes_exactly_what_is_served() throws Exception {
    try (TestEdge edge = new TestEdge(EdgeSettings.loopback(0), TelegramSource.notConfigured())) {
      JsonNode document = new ObjectMapper().readTree(edge.get("/openapi.json").body());
      assertThat(document.path("openapi").asText()).startsWith("3.1");
      List<Route> served = new ArrayList<>(edge.edge.routes());
      var objects = new ObjectClient(edge.objects, EdgeSettings.loopback(0).askDeadline());
      served.addAll(new ChatApi(objects).routes());
      var metrics = new SessionMetrics(edge.objects, edge.objects.hub::vitals);
      served.addAll(
          new SessionsApi(objects, edge.objects, OpenApiTest::nothingCommitted, metrics).routes());
      served.addAll(new AlarmsApi(new FixedBoard(), objects).routes());
      served.addAll(new DeadLettersApi(new FixedBoard(), objects).routes());
      assertThat(described(document)).isEqualTo(served(served));
    }
  }

  private static CompletionStage<Optional<CommittedState.Keys>> nothingCommitted(ObjectId object) {
    return CompletableFuture.completedFuture(Optional.empty());
  }

  @Test
  void every_reference_in_the_document_leads_somewhere() throws Exception {
    try (TestEdge edge = TestEdge.open()) {
      JsonNode document = new ObjectMapper().readTree(edge.get("/openapi.json").body());
      for (JsonNode reference : document.findValues("$ref")) {
        assertThat(document.at(reference.asText().substring(1)).isMissingNode())
            .as(reference.asText())
            .isFalse();
      }
      List<String> ids = document.findValuesAsText("operationId");
      assertThat(ids).doesNotHaveDuplicates().isNotEmpty();
    }
  }

  private static Set<String> described(JsonNode document) {
    Set<String> operations = new TreeSet<>();
    document
        .path("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .fieldNames()
                .forEachRemaining(method ->
                    operations.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
    return operations;
  }

  private static Set<String> served(List<Route> routes) {
    Set<String> operations = new TreeSet<>();
    for (Route route : routes) {
      for (String method : route.methods().isEmpty() ? EVERY_METHOD : route.methods()) {
        operations.add(method + " " + route.path().replace("...}", "}"));
        if (route.path().endsWith("...}")) {
          operations.add(method + " " + route.path().substring(0, route.path().lastIndexOf('/')));
        }
      }
    }
    return operations;
  }
}
