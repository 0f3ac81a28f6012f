package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.holdfast.actors.chat.Chats;
import dev.holdfast.runtime.Catalogue;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What callers send and what lets them in is in no line of the log, however loud it is. */
class NothingSecretIsLoggedTest {
  /** Part of every secret, right or wrong, of every body, query and field that is sent. */
  private static final String MARK = "s3cr3t";

  private static final String API_TOKEN = MARK + "-token-of-the-api";
  private static final String WEBHOOK_SECRET = MARK + "-of-the-webhook";
  private static final String SOCKET = "/api/v1/chats/web/a/socket";
  private static final String TOKEN_AS_PROTOCOL =
      "bearer."
          + Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(API_TOKEN.getBytes(StandardCharsets.UTF_8));
  private static final String SECRET_FIELD = "x-telegram-bot-api-secret-token";

  private static final Map<String, String> FLAGS =
      Map.of("access-log", "on", "limits.request-bytes-max", "2000");
  private static final Map<String, String> SECRETS =
      Map.of("HOLDFAST_API_TOKEN", API_TOKEN, "TELEGRAM_WEBHOOK_SECRET", WEBHOOK_SECRET);

  @TempDir Path data;

  @Test
  void neither_secrets_nor_bodies_are_logged_as_text_or_as_json() throws Exception {
    Catalogue catalogue = Chats.catalogue().and(Catalogue.of(Probe.HASTY));
    try (LoggedLines log = new LoggedLines(Level.DEBUG)) {
      String password;
      String errorId;
      String ticket;
      try (RunningNode node = RunningNode.start(data, catalogue, FLAGS, SECRETS)) {
        password = node.databasePassword();
        webhook(node);
        objects(node);
        errorId = failures(node);
        signIn(node);
        ticket = sockets(node);
        badRequests(node);
      }
      for (String format : new String[] {"TEXT", "JSON"}) {
        // JSON may write a slash in two ways.
        String lines = log.in(format).replace("\\/", "/");
        assertThat(lines)
            .as(format)
            .contains("POST /webhook/telegram 200", "POST /objects/hasty/a/throw 500", errorId)
            .contains(
                "POST /api/v1/tickets 201", "GET " + SOCKET + " 101", "GET " + SOCKET + " 401")
            .doesNotContainIgnoringCase(MARK)
            .doesNotContain(TOKEN_AS_PROTOCOL, ticket, password);
      }
    }
  }

  private static void webhook(RunningNode node) {
    String update =
        """
        {"update_id": 1, "message": {"message_id": 1, "date": 1795161600,
          "chat": {"id": 5, "type": "private", "first_name": "%1$s"},
          "from": {"id": 5, "is_bot": false, "first_name": "%1$s"}, "text": "%1$s"}}\
        """
            .formatted(MARK);
    assertThat(update(node, WEBHOOK_SECRET, update)).isEqualTo(200);
    assertThat(update(node, WEBHOOK_SECRET, update)).isEqualTo(200);
    assertThat(update(node, MARK + "-guessed", update)).isEqualTo(401);
    assertThat(update(node, WEBHOOK_SECRET, "{\"" + MARK + "\": ")).isEqualTo(400);
    assertThat(update(node, WEBHOOK_SECRET, "{\"update_id\": \"" + MARK + "\"}")).isEqualTo(400);
    assertThat(update(node, WEBHOOK_SECRET, "{\"update_id\": 2, \"" + MARK + "\": {}}"))
        .isEqualTo(200);
  }

  private static int update(RunningNode node, String secret, String body) {
    return node.send(
            node.request("/webhook/telegram")
                .header(SECRET_FIELD, secret)
                .POST(HttpRequest.BodyPublishers.ofString(body)))
        .statusCode();
  }

  private static void objects(RunningNode node) {
    assertThat(post(node, API_TOKEN, "/objects/hasty/a/append", MARK).statusCode()).isEqualTo(200);
    assertThat(post(node, API_TOKEN, "/objects/hasty/a/append?q=" + MARK, "").statusCode())
        .isEqualTo(200);
    assertThat(post(node, API_TOKEN, "/api/v1/chats/web/a/messages", MARK).statusCode())
        .isEqualTo(400);
  }

  /** The id under which a failure is in the log. */
  private static String failures(RunningNode node) {
    HttpResponse<String> failed = post(node, API_TOKEN, "/objects/hasty/a/throw", MARK);
    assertThat(failed.statusCode()).isEqualTo(500);
    assertThat(post(node, API_TOKEN, "/objects/hasty/a/null", MARK).statusCode()).isEqualTo(500);
    assertThat(post(node, API_TOKEN, "/objects/hasty/a/refuse", MARK).statusCode()).isEqualTo(409);
    assertThat(post(node, API_TOKEN, "/objects/hasty/a/spin", MARK).statusCode()).isEqualTo(504);
    node.sql(
        """
        ALTER TABLE log_entries ADD CONSTRAINT none_more CHECK (object <> 'hasty/full')\
        """);
    assertThat(post(node, API_TOKEN, "/objects/hasty/full/append", MARK).statusCode())
        .isEqualTo(503);
    String instance = failed.body().replaceAll(".*urn:holdfast:error:([^\"]+)\".*", "$1");
    assertThat(instance).hasSizeBetween(10, 40);
    return instance;
  }

  private static HttpResponse<String> post(
      RunningNode node, String token, String path, String body) {
    return node.send(
        node.request(path)
            .header("authorization", "Bearer " + token)
            .header("content-type", "application/json")
            .header("cookie", "holdfast_session=" + MARK)
            .header("idempotency-key", MARK + path)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static void signIn(RunningNode node) {
    assertThat(node.post("/login", "token=" + API_TOKEN).statusCode()).isEqualTo(303);
    assertThat(node.post("/login", "token=" + MARK).statusCode()).isEqualTo(401);
  }

  /** The ticket that opened a socket. */
  private static String sockets(RunningNode node) {
    String wish = "{\"path\":\"" + SOCKET + "\"}";
    HttpResponse<String> issued = post(node, API_TOKEN, "/api/v1/tickets", wish);
    assertThat(issued.statusCode()).isEqualTo(201);
    String ticket = issued.body().replaceAll(".*\"ticket\":\"([^\"]+)\".*", "$1");
    assertThat(ticket).hasSize(43);
    assertThat(opens(node, "?ticket=" + ticket)).isTrue();
    assertThat(opens(node, "?ticket=" + ticket)).isFalse();
    assertThat(opens(node, "?ticket=" + MARK)).isFalse();
    assertThat(opens(node, "?q=" + MARK, "v1", TOKEN_AS_PROTOCOL)).isTrue();
    assertThat(opens(node, "", "v1", TOKEN_AS_PROTOCOL + "A")).isFalse();
    return ticket;
  }

  private static boolean opens(RunningNode node, String query, String... protocols) {
    String at = node.request(SOCKET).build().uri().toString().replaceFirst("^http", "ws");
    var builder = node.http.newWebSocketBuilder();
    if (protocols.length > 0) {
      builder.subprotocols(protocols[0], protocols[1]);
    }
    return builder
        .buildAsync(URI.create(at + query), new WebSocket.Listener() {})
        .handle((socket, refused) -> {
          if (socket != null) {
            socket.abort();
          }
          return refused == null;
        })
        .join();
  }

  private static void badRequests(RunningNode node) throws IOException {
    assertThat(post(node, MARK + "-of-another", "/objects/hasty/a/add", MARK).statusCode())
        .isEqualTo(401);
    assertThat(post(node, API_TOKEN, "/objects/hasty/a/add", MARK.repeat(1_000)).statusCode())
        .isEqualTo(413);
    assertThat(raw(node, MARK + " " + MARK + "\r\n\r\n")).startsWith("HTTP/1.1 501");
    assertThat(raw(node, "GET /health HTTP/1.1\r\nHost: " + MARK + "\r\nHost: x\r\n\r\n"))
        .startsWith("HTTP/1.1 400");
    assertThat(raw(node, "GET /health HTTP/1.1\r\nX: " + MARK.repeat(2_000) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 431");
    String chunk = "POST /objects/hasty/a/add HTTP/1.1\r\nHost: localhost\r\n";
    assertThat(
            raw(
                node,
                chunk
                    + ("Authorization: Bearer " + API_TOKEN + "\r\n")
                    + ("Transfer-Encoding: chunked\r\n\r\n" + MARK + "\r\n")))
        .startsWith("HTTP/1.1 400");
  }

  /** All that comes back until the node closes the connection. */
  private static String raw(RunningNode node, String request) throws IOException {
    URI at = node.request("/").build().uri();
    try (Socket socket = new Socket(at.getHost(), at.getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
