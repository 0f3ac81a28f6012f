package dev.holdfast.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A ticket opens a socket. Who has one has not the token it was asked for with. */
class TicketUseTest {
  private static final String ROOM = "/objects/room/lobby";

  private static TestEdge edge;

  @BeforeAll
  static void start() {
    edge = TestEdge.withToken();
  }

  @AfterAll
  static void stop() {
    edge.close();
  }

  private static String ticket(String path) throws IOException {
    String answer =
        edge.send(
                edge.request("/api/v1/tickets")
                    .header("content-type", "application/json")
                    .header("authorization", "Bearer " + TestEdge.TOKEN)
                    .POST(HttpRequest.BodyPublishers.ofString("{\"path\":\"" + path + "\"}")))
            .body();
    return new ObjectMapper().readTree(answer).path("ticket").asText();
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE"})
  void no_other_method_takes_one_nor_spends_it(String method) throws IOException {
    String target = ROOM + "?ticket=" + ticket(ROOM);
    int before = edge.objects.delivered.size();
    try (RawHandshake other = RawHandshake.at(method, edge.edge.port(), target)) {
      assertThat(other.status()).isEqualTo(400);
    }
    assertThat(edge.objects.delivered).hasSize(before);
    assertThat(RawHandshake.answer(edge.edge.port(), target)).startsWith("HTTP/1.1 101");
  }

  @Test
  void a_path_without_a_socket_tells_nothing_to_who_has_only_a_ticket() throws IOException {
    String target = "/metrics?ticket=" + ticket("/metrics");
    String token = "Authorization: Bearer " + TestEdge.TOKEN;
    assertThat(RawHandshake.answer(edge.edge.port(), "/metrics", token)).startsWith("HTTP/1.1 200");
    assertThat(RawHandshake.answer(edge.edge.port(), target))
        .startsWith("HTTP/1.1 404")
        .doesNotContain("holdfast_");
  }
}
