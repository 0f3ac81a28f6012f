package dev.holdfast.runtime.host;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.runtime.CallResult;
import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.Headers;
import dev.holdfast.runtime.LocalWork;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.host.stored.UnreadableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Results of calls as dead letters hold them: JSON, which is added to but never changes. */
record CallResultCodec(ValueCodec values, Catalogue catalogue) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** For objects of that type. */
  static CallResultCodec of(TypeRuntime<?> type, HostServices services) {
    return new CallResultCodec(type.values(), services.catalogue());
  }

  /**
   * Writes a result.
   *
   * @param work the local work that it came from, empty otherwise
   */
  byte[] encode(ObjectEvent.CallEnded ended, String work) {
    ObjectNode root = JSON.createObjectNode().put("name", ended.name());
    switch (ended.result()) {
      case CallResult.Answered(int status, Headers headers, byte[] body) -> {
        ObjectNode answered = root.putObject("answered").put("status", status).put("body", body);
        ArrayNode fields = answered.putArray("headers");
        for (Headers.Field field : headers.fields()) {
          fields.addArray().add(field.name()).add(field.value());
        }
      }
      case CallResult.Worked(Object value) ->
          root.putObject("worked").put("work", work).put("value", bytes(value));
      case CallResult.GaveUp(CallResult.Why why, int attempts, String text) ->
          root.putObject("gaveUp")
              .put("why", why.code())
              .put("attempts", attempts)
              .put("text", StoredLetters.storable(text));
    }
    try {
      return JSON.writeValueAsBytes(root);
    } catch (IOException e) {
      throw new IllegalArgumentException("a result cannot be written: " + e.getMessage(), e);
    }
  }

  /** One of another node that could not be read is kept as it came. */
  private byte[] bytes(Object value) {
    return value instanceof EncodedValue(byte[] bytes) ? bytes : values.encode(value);
  }

  /** Throws {@link UnreadableException}. */
  ObjectEvent.CallEnded decode(byte[] bytes) {
    try {
      JsonNode root = JSON.readTree(bytes);
      String name = root.required("name").asText();
      return new ObjectEvent.CallEnded(name, result(root));
    } catch (IOException | RuntimeException _) {
      // Without its message: it may quote what is stored, and this ends up in the log.
      throw new UnreadableException(
          "the result of a call cannot be read: written by a newer version?");
    }
  }

  private CallResult result(JsonNode root) throws IOException {
    JsonNode answered = root.get("answered");
    if (answered != null) {
      return answered(answered);
    }
    JsonNode worked = root.get("worked");
    if (worked != null) {
      LocalWork<?, ?> work = catalogue.work(worked.required("work").asText()).orElse(null);
      if (work == null) {
        throw new IllegalArgumentException("no such work");
      }
      byte[] value = worked.required("value").binaryValue();
      return new CallResult.Worked(values.decode(value, work.output()));
    }
    JsonNode gaveUp = root.required("gaveUp");
    String code = gaveUp.required("why").asText();
    for (CallResult.Why why : CallResult.Why.values()) {
      if (why.code().equals(code)) {
        int attempts = gaveUp.required("attempts").asInt();
        return new CallResult.GaveUp(why, attempts, gaveUp.required("text").asText());
      }
    }
    throw new IllegalArgumentException("no such reason");
  }

  private static CallResult answered(JsonNode node) throws IOException {
    List<Headers.Field> fields = new ArrayList<>();
    for (JsonNode field : node.required("headers")) {
      fields.add(new Headers.Field(field.required(0).asText(), field.required(1).asText()));
    }
    return new CallResult.Answered(
        node.required("status").asInt(), new Headers(fields), node.required("body").binaryValue());
  }
}
