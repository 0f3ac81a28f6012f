package dev.holdfast.actors.chitty;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The JSON of contexts. One value has one text: members sorted by name, no white space, numbers
 * with the digits they came with (a zero without its minus sign).
 *
 * <p>Thread rule: any thread.
 */
public final class ContextJson {
  /** Levels of nesting: what people and programs nest deeper they do not mean. */
  static final int DEPTH_MAX = 19;

  /** Digits of a number: a 64-bit integer has 19, a double's shortest form at most 25. */
  private static final int NUMBER_CHARS_MAX = 64;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEPTH_MAX)
                          .maxNumberLength(NUMBER_CHARS_MAX)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private ContextJson() {}

  /**
   * Reads a JSON object. Throws {@link IllegalArgumentException} that says what is wrong, without
   * repeating what was sent.
   */
  static ObjectNode object(String text) {
    try {
      if (MAPPER.readTree(text) instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException | NumberFormatException malformed) {
      // Answered below; the second is an exponent past all bounds. Where in the text says little to
      // who sent it in one frame.
    }
    throw new IllegalArgumentException(
        "it must be one JSON object of at most %d levels, no name twice in it."
            .formatted(DEPTH_MAX));
  }

  /** The text of a value. */
  public static String text(JsonNode value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON value cannot be written.", e);
    }
  }

  /**
   * RFC 7396: what becomes of {@code target} by {@code patch}. Neither is changed; the result may
   * share parts of them.
   */
  static JsonNode merge(JsonNode target, JsonNode patch) {
    if (!(patch instanceof ObjectNode changes)) {
      return patch;
    }
    ObjectNode merged = JsonNodeFactory.instance.objectNode();
    if (target instanceof ObjectNode old) {
      merged.setAll(old);
    }
    changes
        .properties()
        .forEach(change -> {
          if (change.getValue().isNull()) {
            merged.remove(change.getKey());
          } else {
            merged.set(change.getKey(), merge(merged.path(change.getKey()), change.getValue()));
          }
        });
    return merged;
  }
}
