package dev.holdfast.http.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.actors.chitty.Sessions;
import dev.holdfast.http.EdgeRequest;
import dev.holdfast.http.EdgeRequest.Caller;
import dev.holdfast.http.EdgeResponse;
import dev.holdfast.http.ObjectClient;
import dev.holdfast.http.ProblemException;
import dev.holdfast.http.Route;
import dev.holdfast.http.chat.RecordedFrames;
import dev.holdfast.runtime.Headers;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.host.DeterministicHost;
import dev.holdfast.runtime.host.HandClock;
import dev.holdfast.runtime.host.MemoryStore;
import dev.holdfast.runtime.host.StoredKeys;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.CommittedState;
import dev.holdfast.runtime.spi.ObjectGateway;
import dev.holdfast.runtime.testing.TestCalls;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The API of contexts over real objects in memory, called as the edge calls it. */
final class SessionCalls {
  private static final String SESSIONS = "/api/v1/sessions";

  private final MemoryStore store = new MemoryStore();
  final DeterministicHost host =
      new DeterministicHost(
          Sessions.catalogue(),
          Limits.DEFAULTS,
          new HandClock(),
          store,
          new RecordedFrames(),
          new TestCalls(),
          Map.of());

  /** What contexts are answered with in place of their own answer; empty for that. */
  Optional<Answer> unreachable = Optional.empty();

  /** What the store is asked. */
  CommittedState committed = new StoredKeys(store, Sessions.catalogue());

  private final ObjectGateway gateway =
      delivery ->
          unreachable.isPresent() && delivery.target().type().equals("session")
              ? CompletableFuture.completedFuture(unreachable.get())
              : host.deliver(delivery);

  private final SessionsApi api =
      new SessionsApi(
          new ObjectClient(gateway, Limits.DEFAULTS.askDeadline()),
          gateway,
          object -> committed.read(object),
          new SessionMetrics(new FixedVitals(), () -> FixedVitals.SOCKETS));

  EdgeResponse.Whole create(String body) {
    return call("POST", "", "", body, Headers.NONE);
  }

  EdgeResponse.Whole get(String path) {
    return call("GET", path, "", "", Headers.NONE);
  }

  EdgeResponse.Whole patch(String path, String body) {
    return call("PATCH", path, "", body, Headers.NONE);
  }

  EdgeResponse.Whole call(String method, String path, String query, String body, Headers headers) {
    return (EdgeResponse.Whole) answer(method, path, query, body, headers);
  }

  /**
   * Calls the route.
   *
   * @param path below the contexts, decoded; begins with a slash, or is empty
   */
  EdgeResponse answer(String method, String path, String query, String body, Headers headers) {
    String id = path.isEmpty() ? "" : path.substring(1).replace("/socket", "");
    String template =
        path.isEmpty() || path.equals("/metrics") ? path : path.replace("/" + id, "/{id}");
    Route route =
        api.routes().stream()
            .filter(one -> one.path().equals(SESSIONS + template))
            .findFirst()
            .orElseThrow();
    assertThat(route.methods()).contains(method);
    var request =
        new EdgeRequest(
            method,
            SESSIONS + path,
            query,
            headers,
            body.getBytes(UTF_8),
            "127.0.0.1",
            false,
            "test",
            new Caller(Caller.ANONYMOUS, true),
            Map.of("id", id));
    try {
      return route.handler().handle(request).toCompletableFuture().join();
    } catch (ProblemException problem) {
      return problem.problem().response();
    }
  }

  static void assertProblem(EdgeResponse.Whole response, int status, String code) {
    assertThat(response.status()).as(text(response)).isEqualTo(status);
    assertThat(response.headers().first("content-type")).hasValue("application/problem+json");
    assertThat(text(response)).contains("\"urn:holdfast:problem:" + code + "\"");
  }

  static JsonNode json(EdgeResponse.Whole response) {
    try {
      return new ObjectMapper().readTree(response.body());
    } catch (IOException notJson) {
      throw new AssertionError(text(response), notJson);
    }
  }

  static String text(EdgeResponse.Whole response) {
    return new String(response.body(), UTF_8);
  }
}
