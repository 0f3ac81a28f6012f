package dev.holdfast.http.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.holdfast.actors.chitty.SessionContext;
import dev.holdfast.actors.chitty.SessionOwner.Contexts;
import dev.holdfast.actors.chitty.SessionOwner.Entry;
import dev.holdfast.actors.chitty.SessionStats.Totals;

/** Contexts as JSON: times as ISO-8601 text, the time to live in seconds. */
final class SessionJson {
  private static final JsonMapper MAPPER = new JsonMapper();

  private SessionJson() {}

  static byte[] context(String sessionId, SessionContext context) {
    ObjectNode json =
        MAPPER
            .createObjectNode()
            .put("sessionId", sessionId)
            .put("chittyId", context.chittyId())
            .put("version", context.version())
            .put("created", context.created().toString())
            .put("updated", context.updated().toString())
            .put("expiresAt", context.expiresAt().toString())
            .put("ttlSeconds", context.ttl().toSeconds());
    return bytes(json.putRawValue("metadata", new RawValue(context.metadata())));
  }

  static byte[] page(Contexts page) {
    ObjectNode json = MAPPER.createObjectNode();
    ArrayNode sessions = json.putArray("sessions");
    for (Entry entry : page.entries()) {
      sessions
          .addObject()
          .put("sessionId", entry.sessionId())
          .put("created", entry.created().toString())
          .put("updated", entry.updated().toString());
    }
    page.next().ifPresent(next -> json.put("next", next));
    return bytes(json);
  }

  /**
   * The figures.
   *
   * @param awake contexts in memory of this node
   * @param bytes what they hold there
   * @param messages frames from clients of contexts since this node started
   */
  static byte[] metrics(Totals totals, long awake, long bytes, long sockets, long messages) {
    // What was asked for and is not there is awake for a while, too.
    long active = Math.clamp(awake, 0L, Math.max(0L, totals.existing()));
    return bytes(
        MAPPER
            .createObjectNode()
            .put("active", active)
            .put("asleep", Math.max(0, totals.existing() - active))
            .put("created", totals.created())
            .put("expired", totals.expired())
            .put("deleted", totals.deleted())
            .put("sockets", sockets)
            .put("messages", messages)
            .put("bytesPerObject", awake == 0 ? 0 : bytes / awake));
  }

  private static byte[] bytes(JsonNode json) {
    try {
      return MAPPER.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a context cannot be written as JSON.", e);
    }
  }
}
