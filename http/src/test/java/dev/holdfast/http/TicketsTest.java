package dev.holdfast.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.actors.tickets.TicketBox;
import dev.holdfast.http.limits.Rate;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.spi.Delivery;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One-time tickets over a real edge, from POST to socket. */
class TicketsTest {
  private static final String ROOM = "/objects/room/lobby";
  private static final String NEVER_ISSUED = "A".repeat(43);

  private static TestEdge edge;

  @BeforeAll
  static void start() {
    edge = TestEdge.withToken();
  }

  @AfterAll
  static void stop() {
    edge.close();
  }

  private static HttpRequest.Builder wish(TestEdge of) {
    return of.request("/api/v1/tickets").header("content-type", "application/json");
  }

  private static HttpResponse<String> ask(String token, String body) {
    return edge.send(
        wish(edge)
            .header("authorization", "Bearer " + token)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static JsonNode issued(String body) {
    HttpResponse<String> answer = ask(TestEdge.TOKEN, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    assertThat(answer.headers().firstValue("cache-control")).hasValue("no-store");
    try {
      return new ObjectMapper().readTree(answer.body());
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }

  private static String ticket(String path) {
    return issued("{\"path\":\"" + path + "\"}").path("ticket").asText();
  }

  private static String open(String pathAndQuery, String... headers) {
    return RawHandshake.answer(edge.edge.port(), pathAndQuery, headers);
  }

  private static List<Delivery> deliveriesTo(String type) {
    return edge.objects.delivered.stream()
        .filter(delivery -> delivery.target().type().equals(type))
        .toList();
  }

  private static void assertWorthless(String answer) {
    assertThat(answer)
        .startsWith("HTTP/1.1 401")
        .contains("urn:holdfast:problem:not-authenticated", "Fetch a new one");
  }

  @Test
  void a_ticket_opens_the_socket_it_is_for_once() {
    JsonNode ticket = issued("{\"path\":\"" + ROOM + "\"}");
    assertThat(ticket.path("path").asText()).isEqualTo(ROOM);
    assertThat(Instant.parse(ticket.path("expiresAt").asText())).isNotNull();
    String query = "?ticket=" + ticket.path("ticket").asText();
    assertThat(open(ROOM + query)).startsWith("HTTP/1.1 101");
    assertWorthless(open(ROOM + query));
  }

  @Test
  void without_one_the_socket_is_401() {
    assertThat(open(ROOM)).startsWith("HTTP/1.1 401");
  }

  @ParameterizedTest
  @CsvSource({
    "/objects/room/other",
    "/objects/room/lobby/",
    "/objects/room/lobby/below",
    "/objects/room%2Flobby/x",
    "/objects/room/Lobby"
  })
  void a_ticket_of_another_path_is_worth_nothing_and_stays_good_for_its_own(String path) {
    String ticket = ticket(ROOM);
    assertWorthless(open(path + "?ticket=" + ticket));
    assertThat(open(ROOM + "?ticket=" + ticket)).startsWith("HTTP/1.1 101");
  }

  @Test
  void the_path_is_the_same_however_it_is_encoded() {
    String ticket = ticket("/objects/room/caf%c3%a9~");
    assertThat(open("/objects/room/caf%C3%A9%7E?after=0&ticket=" + ticket))
        .startsWith("HTTP/1.1 101");
  }

  @Test
  void an_expired_ticket_is_worth_nothing() {
    String good = ticket(ROOM);
    String late = ticket(ROOM);
    edge.objects.advance(TicketBox.LIFETIME.minusMillis(1));
    assertThat(open(ROOM + "?ticket=" + good)).startsWith("HTTP/1.1 101");
    edge.objects.advance(Duration.ofMillis(1));
    assertWorthless(open(ROOM + "?ticket=" + late));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "%20", "AAAA%3D%3D", "a.b.c"})
  void what_is_no_ticket_is_worth_nothing_and_asks_no_object(String ticket) {
    int before = deliveriesTo("tickets").size();
    assertWorthless(open(ROOM + "?ticket=" + ticket));
    assertThat(deliveriesTo("tickets")).hasSize(before);
  }

  @Test
  void all_bad_tickets_are_answered_alike() {
    String spent = ticket(ROOM);
    open(ROOM + "?ticket=" + spent);
    String foreign = ticket("/objects/room/other");
    assertThat(List.of(spent, foreign, NEVER_ISSUED, "x"))
        .extracting(ticket -> open(ROOM + "?ticket=" + ticket).split("\r\n\r\n", 2)[1])
        .hasSize(4)
        .containsOnly(open(ROOM + "?ticket=" + NEVER_ISSUED).split("\r\n\r\n", 2)[1]);
  }

  @Test
  void a_ticket_that_is_there_decides_whatever_else_is_presented() {
    String token = "Authorization: Bearer " + TestEdge.TOKEN;
    assertWorthless(open(ROOM + "?ticket=" + NEVER_ISSUED, token));
  }

  @Test
  void a_foreign_origin_is_403_and_spends_no_ticket() {
    String query = "?ticket=" + ticket(ROOM);
    assertThat(open(ROOM + query, "Origin: null")).startsWith("HTTP/1.1 403");
    assertThat(open(ROOM + query, "Origin: https://evil.example")).startsWith("HTTP/1.1 403");
    assertThat(open(ROOM + query, "Origin: http://localhost:" + edge.edge.port()))
        .startsWith("HTTP/1.1 101");
  }

  @Test
  void a_ticket_lets_nothing_in_but_a_socket() {
    String query = "?ticket=" + ticket("/objects/counter/x");
    assertThat(edge.get("/objects/counter/x" + query).statusCode()).isEqualTo(401);
    assertThat(edge.post("/objects/counter/x" + query, "").statusCode()).isEqualTo(401);
  }

  @Test
  void no_object_sees_the_ticket() {
    String ticket = ticket("/objects/room/quiet");
    open("/objects/room/quiet?a=1&ticket=" + ticket + "&after=0");
    assertThat(deliveriesTo("room"))
        .filteredOn(delivery -> delivery.target().name().equals("quiet"))
        .first()
        .satisfies(delivery -> {
          var opening = (ObjectEvent.SocketOpening) delivery.event();
          assertThat(opening.request().query()).isEqualTo("a=1&after=0");
        });
    assertThat(deliveriesTo("tickets"))
        .isNotEmpty()
        .allSatisfy(delivery -> assertThat(delivery.toString()).doesNotContain(ticket));
  }

  @Test
  void nobody_gets_a_ticket_without_a_token() {
    var body = HttpRequest.BodyPublishers.ofString("{\"path\":\"" + ROOM + "\"}");
    assertThat(edge.send(wish(edge).POST(body)).statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "7",
        "{\"path\":7}",
        "{\"path\":\"objects/room/x\"}",
        "{\"path\":\"/objects/room/x?after=7\"}",
        "{\"path\":\"/objects/room/x#y\"}",
        "{\"path\":\"/objects/room/%zz\"}",
        "{\"path\":\"/objects/room/%ff\"}",
        "{\"path\":\"/objects/room/..\"}",
        "{\"path\":\"/objects/room/caf\u00e9\"}",
        "{\"path\":\"http://localhost/objects/room/x\"}",
        "{\"path\":\"/x\",\"seconds\":0}",
        "{\"path\":\"/x\",\"seconds\":-1}",
        "{\"path\":\"/x\",\"seconds\":86401}",
        "{\"path\":\"/x\",\"seconds\":1e3}",
        "{\"path\":\"/x\",\"seconds\":1.5}",
        "{\"path\":\"/x\",\"seconds\":99999999999999999999}",
        "{\"path\":\"/x\",\"seconds\":\"60\"}"
      })
  void what_is_no_wish_for_a_ticket_is_400(String body) {
    assertThat(ask(TestEdge.TOKEN, body).statusCode()).isEqualTo(400);
  }

  @Test
  void a_longer_path_than_the_edge_takes_is_refused() {
    String path = "/" + "x".repeat(8_192);
    assertThat(ask(TestEdge.TOKEN, "{\"path\":\"" + path + "\"}").statusCode()).isEqualTo(400);
  }

  @Test
  void a_repeated_wish_is_another_ticket() {
    String body = "{\"path\":\"" + ROOM + "\"}";
    HttpRequest.Builder wish =
        wish(edge)
            .header("authorization", "Bearer " + TestEdge.TOKEN)
            .header("idempotency-key", "k")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    assertThat(edge.send(wish).body()).isNotEqualTo(edge.send(wish).body());
  }

  @Test
  void a_socket_lives_no_longer_than_its_ticket_said() {
    // Tickets' time stands in the past here, so the socket has expired when it opens.
    String query =
        "?ticket="
            + issued("{\"path\":\"/objects/room/short\",\"seconds\":1}").path("ticket").asText();
    try (RawHandshake client = RawHandshake.at(edge.edge.port(), "/objects/room/short" + query)) {
      assertThat(client.status()).isEqualTo(101);
      LoadTest.waitFor(() -> edge.objects.hub.sockets(new ObjectId("room", "short")).isEmpty());
    }
    assertThat(edge.objects.closed).anyMatch(gone -> gone.code() == 4401);
  }

  @Test
  void bad_tickets_count_against_the_rate_of_who_sends_them() {
    EdgeLimits limits =
        Changed.of(
            EdgeLimits.DEFAULTS,
            Map.of(
                "callerRate",
                Rate.UNLIMITED,
                "loopbackRate",
                new Rate(1, 3),
                "webhookRate",
                Rate.UNLIMITED));
    var settings = EdgeSettings.loopback(0).tokens(TestEdge.TOKEN).limits(limits);
    try (TestEdge slow = new TestEdge(settings)) {
      String target = ROOM + "?ticket=" + NEVER_ISSUED;
      for (int i = 0; i < 3; i++) {
        assertWorthless(RawHandshake.answer(slow.edge.port(), target));
      }
      assertThat(RawHandshake.answer(slow.edge.port(), target)).startsWith("HTTP/1.1 429");
    }
  }

  @Test
  void a_node_without_tokens_has_tickets_too() {
    try (TestEdge open = TestEdge.open()) {
      var body = HttpRequest.BodyPublishers.ofString("{\"path\":\"" + ROOM + "\"}");
      String answer = open.send(wish(open).POST(body)).body();
      String ticket = answer.replaceAll(".*\"ticket\":\"([^\"]+)\".*", "$1");
      int port = open.edge.port();
      assertThat(RawHandshake.answer(port, ROOM + "?ticket=" + ticket)).startsWith("HTTP/1.1 101");
      assertWorthless(RawHandshake.answer(port, ROOM + "?ticket=" + ticket));
    }
  }

  @Test
  void the_objects_that_keep_tickets_cannot_be_reached() {
    var request =
        edge.request("/objects/tickets/0").header("authorization", "Bearer " + TestEdge.TOKEN);
    HttpResponse<String> answer = edge.send(request);
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("unknown-type");
    assertThat(edge.get("/objects/tickets/0").statusCode()).isEqualTo(401);
  }
}
