package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.actors.examples.Examples;
import dev.holdfast.actors.tickets.TicketBox;
import dev.holdfast.runtime.Catalogue;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One-time tickets over a whole node: they are in the database, and count once. */
class TicketsOverHttpTest {
  private static final String ROOM = "/objects/room/lobby";
  private static final String TOKEN = "a-token-of-enough-length";
  private static final Map<String, String> SECRETS = Map.of("HOLDFAST_API_TOKEN", TOKEN);
  private static final Catalogue CATALOGUE = Examples.catalogue();

  @TempDir static Path data;

  private static String issuedBefore;
  private static String spentBefore;
  private static RunningNode node;

  /** The node of these tests is the second one over its database. */
  @BeforeAll
  static void start() {
    try (RunningNode first = RunningNode.start(data, CATALOGUE, Map.of(), SECRETS)) {
      issuedBefore = ticket(first);
      spentBefore = ticket(first);
      assertThat(open(first, spentBefore).join()).isEqualTo(101);
    }
    node = RunningNode.start(data, CATALOGUE, Map.of(), SECRETS);
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static String ticket(RunningNode node) {
    var answer =
        node.send(
            node.request("/api/v1/tickets")
                .header("authorization", "Bearer " + TOKEN)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"path\":\"" + ROOM + "\"}")));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return answer.body().replaceAll(".*\"ticket\":\"([^\"]+)\".*", "$1");
  }

  /** 101, or the status of the refusal. */
  private static CompletableFuture<Integer> open(RunningNode node, String ticket) {
    String at = node.request(ROOM).build().uri().toString().replaceFirst("^http", "ws");
    return node.http
        .newWebSocketBuilder()
        .buildAsync(URI.create(at + "?ticket=" + ticket), new WebSocket.Listener() {})
        .handle((socket, refused) -> {
          if (refused == null) {
            socket.abort();
            return 101;
          }
          return ((WebSocketHandshakeException) refused.getCause()).getResponse().statusCode();
        });
  }

  @Test
  void of_two_that_redeem_a_ticket_at_the_same_time_one_gets_in() {
    for (int round = 0; round < 20; round++) {
      String ticket = ticket(node);
      List<CompletableFuture<Integer>> both =
          IntStream.range(0, 2).mapToObj(_ -> open(node, ticket)).toList();
      assertThat(both).extracting(CompletableFuture::join).containsExactlyInAnyOrder(101, 401);
    }
  }

  @Test
  void tickets_outlive_the_node_that_issued_them_good_ones_and_spent_ones() {
    assertThat(open(node, spentBefore).join()).isEqualTo(401);
    assertThat(open(node, issuedBefore).join()).isEqualTo(101);
    assertThat(open(node, issuedBefore).join()).isEqualTo(401);
  }

  @Test
  void no_ticket_is_in_the_database() {
    String ticket = ticket(node);
    assertThat(open(node, ticket).join()).isEqualTo(101);
    assertThat(node.count("journal WHERE object LIKE 'tickets/%'")).isPositive();
    String hex = HexFormat.of().formatHex(ticket.getBytes(StandardCharsets.US_ASCII));
    assertThat(node.count("journal WHERE position('\\x" + hex + "'::bytea in event) > 0")).isZero();
  }

  @Test
  void a_type_of_the_same_name_ends_the_start_and_leaves_nothing(@TempDir Path empty) {
    Catalogue taken = CATALOGUE.and(TicketBox.catalogue());
    NodeConfig config =
        NodeConfig.read(Map.of("port", "0", "data", empty.toString()), Optional.empty());
    assertThatThrownBy(() -> Node.start(config, taken, new Secrets(Map.of())))
        .hasMessageContaining("two object types are called 'tickets'");
    assertThat(empty).isEmptyDirectory();
  }
}
