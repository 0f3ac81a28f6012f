package dev.holdfast.runtime.host;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.runtime.Call;
import dev.holdfast.runtime.CallBounds;
import dev.holdfast.runtime.CallRetry;
import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.LocalWork;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.Text;
import dev.holdfast.runtime.host.stored.UnreadableException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Calls as they are stored: JSON whose one member says what kind of call it is. Members are added
 * to a kind but never change; what cannot be read was written by a newer version.
 *
 * <p>Thread rule: immutable, callable from any thread.
 */
record CallCodec(ValueCodec values, Catalogue catalogue) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String HTTP = "http";
  private static final String LOCAL = "local";
  private static final String WORK = "work";
  private static final String LANE = "lane";

  /** For calls of objects of that type. */
  static CallCodec of(ObjectId object, HostServices services) {
    TypeRuntime<?> type = services.types().get(object.type());
    if (type == null) {
      throw new IllegalStateException("no object type '%s'".formatted(object.type()));
    }
    return new CallCodec(type.values(), services.catalogue());
  }

  /** Throws {@link IllegalArgumentException} for local work that the node does not know. */
  byte[] encode(Call call) {
    ObjectNode root = JSON.createObjectNode();
    switch (call) {
      case Call.Http http -> root.set(HTTP, http(http));
      case Call.Local local -> root.set(LOCAL, local(local));
    }
    try {
      return JSON.writeValueAsBytes(root);
    } catch (IOException e) {
      throw new IllegalArgumentException("a call cannot be written: " + e.getMessage(), e);
    }
  }

  /** Throws {@link UnreadableException}. */
  Call decode(byte[] bytes) {
    try {
      JsonNode root = JSON.readTree(bytes);
      if (root.has(HTTP)) {
        return http(root.get(HTTP));
      }
      if (root.has(LOCAL)) {
        return local(root.get(LOCAL));
      }
      throw new UnreadableException("a call is of no known kind: written by a newer version?");
    } catch (IOException | RuntimeException e) {
      // Without its message: it may quote what is stored, and this ends up in the log.
      throw e instanceof UnreadableException unreadable
          ? unreadable
          : new UnreadableException("a call cannot be read: " + e.getClass().getSimpleName());
    }
  }

  /** What the other side is to know a repeat by, where the call says it. */
  static Optional<String> key(Call call) {
    return switch (call) {
      case Call.Http http -> http.idempotencyKey();
      case Call.Local _ -> Optional.empty();
    };
  }

  /** The local work that it asks for, if it does; nothing else of it is read. */
  static Optional<String> work(byte[] bytes) {
    try {
      return optional(JSON.readTree(bytes).path(LOCAL), WORK);
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /** The lane, also where nothing else can be read. */
  static Optional<String> lane(byte[] bytes) {
    try {
      for (JsonNode kind : JSON.readTree(bytes)) {
        Optional<String> lane = optional(kind, LANE);
        if (lane.isPresent()) {
          return lane;
        }
      }
    } catch (IOException _) {
      // What is no JSON says nothing of a lane.
    }
    return Optional.empty();
  }

  private ObjectNode local(Call.Local call) {
    LocalWork<?, ?> work = catalogue.work(call.work()).orElse(null);
    if (work == null || !work.input().isInstance(call.input())) {
      throw new IllegalArgumentException(
          "this node has no local work '%s' that takes a %s. Register it in the catalogue."
              .formatted(call.work(), call.input().getClass().getSimpleName()));
    }
    byte[] input = values.encode(call.input());
    if (input.length > CallBounds.WORK_INPUT_BYTES_MAX) {
      throw new BoundPassed(
          "the input of local work '%s' has %d bytes, limit %d. Give it in pieces."
              .formatted(call.work(), input.length, CallBounds.WORK_INPUT_BYTES_MAX));
    }
    ObjectNode node =
        JSON.createObjectNode()
            .put(WORK, call.work())
            .put("input", input)
            .put("deadline", call.deadline().toString());
    call.lane().ifPresent(lane -> node.put(LANE, lane));
    return node;
  }

  private Call local(JsonNode node) throws IOException {
    String name = node.required(WORK).asText();
    LocalWork<?, ?> work = catalogue.work(name).orElse(null);
    if (work == null) {
      throw new UnreadableException("the node knows no local work '%s'.".formatted(name));
    }
    Object input = values.decode(node.required("input").binaryValue(), work.input());
    return new Call.Local(name, input, duration(node, "deadline"), optional(node, LANE));
  }

  private static ObjectNode http(Call.Http call) {
    ObjectNode node = JSON.createObjectNode().put("method", call.method());
    node.set("url", text(call.url()));
    ArrayNode headers = node.putArray("headers");
    for (Call.Header header : call.headers()) {
      headers.addObject().put("name", header.name()).set("value", text(header.value()));
    }
    switch (call.body()) {
      case Call.Body.None _ -> {}
      case Call.Body.Bytes(String type, byte[] content) ->
          node.putObject("body").put("type", type).put("bytes", content);
      case Call.Body.Words(String type, Text content) ->
          node.putObject("body").put("type", type).set("text", text(content));
    }
    node.put("deadline", call.deadline().toString());
    CallRetry retry = call.retry();
    node.putObject("retry")
        .put("attempts", retry.attempts())
        .put("first", retry.firstPause().toString())
        .put("most", retry.pauseMax().toString())
        .put("jitter", retry.jitterPercent())
        .put("within", retry.giveUpAfter().toString());
    call.idempotencyKey().ifPresent(key -> node.put("key", key));
    call.lane().ifPresent(lane -> node.put(LANE, lane));
    return node;
  }

  private static Call http(JsonNode node) throws IOException {
    List<Call.Header> headers = new ArrayList<>();
    for (JsonNode header : node.required("headers")) {
      headers.add(
          new Call.Header(header.required("name").asText(), text(header.required("value"))));
    }
    return new Call.Http(
        node.required("method").asText(),
        text(node.required("url")),
        headers,
        body(node.get("body")),
        duration(node, "deadline"),
        retry(node.required("retry")),
        optional(node, "key"),
        optional(node, LANE));
  }

  private static Call.Body body(@Nullable JsonNode node) throws IOException {
    if (node == null) {
      return new Call.Body.None();
    }
    String type = node.required("type").asText();
    JsonNode bytes = node.get("bytes");
    return bytes == null
        ? new Call.Body.Words(type, text(node.required("text")))
        : new Call.Body.Bytes(type, bytes.binaryValue());
  }

  private static CallRetry retry(JsonNode node) {
    return new CallRetry(
        node.required("attempts").asInt(),
        duration(node, "first"),
        duration(node, "most"),
        node.required("jitter").asInt(),
        duration(node, "within"));
  }

  /** Characters as a string, what is only named as an object. */
  private static ArrayNode text(Text text) {
    ArrayNode parts = JSON.createArrayNode();
    for (Text.Part part : text.parts()) {
      switch (part) {
        case Text.Part.Literal(String literal) -> parts.add(literal);
        case Text.Part.Secret(String name) -> parts.addObject().put("secret", name);
        case Text.Part.Setting(String name) -> parts.addObject().put("setting", name);
      }
    }
    return parts;
  }

  private static Text text(JsonNode node) {
    List<Text.Part> parts = new ArrayList<>();
    for (JsonNode part : node) {
      if (part.isTextual()) {
        parts.add(new Text.Part.Literal(part.asText()));
      } else if (part.has("secret")) {
        parts.add(new Text.Part.Secret(part.get("secret").asText()));
      } else {
        parts.add(new Text.Part.Setting(part.required("setting").asText()));
      }
    }
    return new Text(parts);
  }

  private static Duration duration(JsonNode node, String name) {
    return Duration.parse(node.required(name).asText());
  }

  private static Optional<String> optional(JsonNode node, String name) {
    JsonNode value = node.get(name);
    return value == null ? Optional.empty() : Optional.of(value.asText());
  }
}
