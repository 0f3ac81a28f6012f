package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A client of the API of contexts on one node. */
record SessionClient(RunningNode node) {
  static final String SESSIONS = "/api/v1/sessions";

  HttpResponse<String> create(String id, String owner, String metadata) {
    return create(body(id, owner, metadata));
  }

  HttpResponse<String> create(String body) {
    return node.send(
        node.request(SESSIONS)
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  static String body(String id, String owner, String metadata) {
    return "{\"chittyId\":\"%s\",\"sessionId\":\"%s\",\"metadata\":%s}"
        .formatted(owner, id, metadata);
  }

  HttpResponse<String> get(String id) {
    return node.get(SESSIONS + "/" + id);
  }

  JsonNode listOf(String owner) {
    return json(node.get(SESSIONS + "?chittyId=" + owner)).path("sessions");
  }

  HttpResponse<String> patch(String id, String metadata) {
    return node.send(merge(id, metadata));
  }

  HttpResponse<String> patch(String id, String metadata, String key) {
    return node.send(merge(id, metadata).header("idempotency-key", key));
  }

  CompletableFuture<HttpResponse<String>> patchLater(
      String id, String metadata, Optional<String> ifMatch) {
    HttpRequest.Builder request = merge(id, metadata);
    ifMatch.ifPresent(tag -> request.header("if-match", tag));
    return node.http.sendAsync(request.build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder merge(String id, String metadata) {
    return node.request(SESSIONS + "/" + id)
        .header("content-type", "application/merge-patch+json")
        .method("PATCH", BodyPublishers.ofString("{\"metadata\":" + metadata + "}"));
  }

  HttpResponse<String> delete(String id) {
    return node.send(node.request(SESSIONS + "/" + id).DELETE());
  }

  TextSocket open(String id, String query) {
    return TextSocket.open(node, SESSIONS + "/" + id + "/socket" + query);
  }

  /** One of the figures. */
  long figure(String name) {
    JsonNode figure = json(node.get(SESSIONS + "/metrics")).path(name);
    assertThat(figure.isIntegralNumber()).as(name).isTrue();
    return figure.asLong();
  }

  static JsonNode json(HttpResponse<String> response) {
    return json(response.body());
  }

  static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException notJson) {
      throw new AssertionError(text, notJson);
    }
  }
}
