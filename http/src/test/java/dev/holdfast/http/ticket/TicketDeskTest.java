package dev.holdfast.http.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.actors.tickets.TicketBox;
import dev.holdfast.http.EdgeRequest;
import dev.holdfast.http.EdgeRequest.Caller;
import dev.holdfast.http.EdgeResponse;
import dev.holdfast.http.ObjectClient;
import dev.holdfast.http.auth.Tokens;
import dev.holdfast.http.socket.Hub;
import dev.holdfast.http.socket.SocketLimits;
import dev.holdfast.runtime.Headers;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.host.HandClock;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.ObjectGateway;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TicketDeskTest {
  private static final String ADA = "adas-token-of-enough-length";
  private static final String BOB = "bobs-token-of-enough-length";
  private static final String PATH = "/objects/room/lobby";

  private final TicketObjects objects = new TicketObjects(new Hub(SocketLimits.DEFAULTS));
  private final TicketDesk desk = desk(objects, ADA, BOB);
  private final List<Caller> admitted = new ArrayList<>();

  private static TicketDesk desk(ObjectGateway objects, String... tokens) {
    var client = new ObjectClient(objects, Limits.DEFAULTS.askDeadline());
    return new TicketDesk(client, new Tokens(List.of(tokens)));
  }

  private static Caller caller(String token) {
    return new Tokens(List.of(ADA, BOB)).caller(token).orElseThrow();
  }

  private static EdgeResponse.Whole issued(TicketDesk desk, Caller caller, String body) {
    var request =
        new EdgeRequest(
            "POST",
            "/api/v1/tickets",
            "",
            Headers.NONE,
            body.getBytes(StandardCharsets.UTF_8),
            "127.0.0.1",
            false,
            "test",
            caller,
            Map.of());
    return (EdgeResponse.Whole) desk.route().handler().handle(request).toCompletableFuture().join();
  }

  private static String ticket(TicketDesk desk, Caller caller, String more) {
    EdgeResponse.Whole answer = issued(desk, caller, "{\"path\":\"" + PATH + "\"" + more + "}");
    String json = new String(answer.body(), StandardCharsets.UTF_8);
    assertThat(answer.status()).as(json).isEqualTo(201);
    return json.replaceAll(".*\"ticket\":\"([^\"]+)\".*", "$1");
  }

  private int redeem(TicketDesk at, String ticket) {
    var answer =
        at.redeem(
            ticket,
            PATH,
            "test",
            known -> {
              admitted.add(known);
              return CompletableFuture.completedFuture(EdgeResponse.empty(204));
            });
    return ((EdgeResponse.Whole) answer.toCompletableFuture().join()).status();
  }

  @Test
  void who_redeems_a_ticket_is_who_asked_for_it() {
    assertThat(redeem(desk, ticket(desk, caller(BOB), ""))).isEqualTo(204);
    assertThat(admitted).containsExactly(caller(BOB));
  }

  @Test
  void a_ticket_holds_once_among_all_nodes_over_one_database() {
    TicketDesk other = desk(objects, ADA, BOB);
    String ticket = ticket(desk, caller(ADA), "");
    assertThat(redeem(other, ticket)).isEqualTo(204);
    assertThat(redeem(desk, ticket)).isEqualTo(401);
  }

  @Test
  void a_ticket_dies_with_the_token_that_it_stands_for() {
    assertThat(redeem(desk(objects, BOB), ticket(desk, caller(ADA), ""))).isEqualTo(401);
    assertThat(redeem(desk(objects), ticket(desk, caller(ADA), ""))).isEqualTo(401);
    Caller nobody = new Caller(Caller.ANONYMOUS, true);
    TicketDesk open = desk(objects);
    assertThat(redeem(desk, ticket(open, nobody, ""))).isEqualTo(401);
    assertThat(redeem(open, ticket(open, nobody, ""))).isEqualTo(204);
  }

  @Test
  void a_socket_lives_as_long_as_the_cookie_its_ticket_was_asked_for_with() {
    Instant expiry = HandClock.START.plusSeconds(1_000);
    Caller signedIn = new Caller(caller(ADA).scope(), true, Optional.of(expiry));
    redeem(desk, ticket(desk, signedIn, ""));
    redeem(desk, ticket(desk, signedIn, ",\"seconds\":60"));
    redeem(desk, ticket(desk, signedIn, ",\"seconds\":2000"));
    redeem(desk, ticket(desk, signedIn, ",\"seconds\":null"));
    Instant minute = HandClock.START.plusSeconds(60);
    assertThat(admitted)
        .extracting(known -> known.until().orElseThrow())
        .containsExactly(expiry, minute, expiry, expiry);
  }

  @Test
  void all_boxes_are_used_and_no_ticket_comes_twice() {
    Set<String> tickets = new HashSet<>();
    Set<String> boxes = new HashSet<>();
    ObjectGateway noting =
        delivery -> {
          boxes.add(delivery.target().name());
          return objects.deliver(delivery);
        };
    for (int i = 0; i < 1_000; i++) {
      tickets.add(ticket(desk(noting, ADA), caller(ADA), ""));
    }
    assertThat(tickets).hasSize(1_000);
    // That one of 16 is missed by 1,000 fair throws has a chance of 10^-27.
    assertThat(boxes).hasSize(TicketBox.BOXES);
  }

  @Test
  void past_the_bound_of_tickets_it_is_503_with_a_pause() {
    var full = new Refusal(Refusal.Kind.TOO_LARGE, "8192 tickets are outstanding.");
    ObjectGateway refusing =
        delivery -> CompletableFuture.completedFuture(new Answer.Refused(full));
    EdgeResponse.Whole answer =
        issued(desk(refusing, ADA), caller(ADA), "{\"path\":\"" + PATH + "\"}");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.headers().first("retry-after")).hasValue("5");
  }

  @Test
  void what_keeps_the_objects_from_answering_is_said_as_anywhere_else() {
    Map<Answer, Integer> statuses =
        Map.of(
            new Answer.Overloaded("Too much.", Duration.ofSeconds(1)), 503,
            new Answer.TimedOut(), 504,
            new Answer.OutcomeUnknown(), 504,
            new Answer.Failed("id"), 500);
    String good = ticket(desk, caller(ADA), "");
    statuses.forEach((answer, status) -> {
      ObjectGateway gateway = delivery -> CompletableFuture.completedFuture(answer);
      assertThat(redeem(desk(gateway, ADA), good)).isEqualTo(status);
    });
    assertThat(admitted).isEmpty();
  }
}
