package dev.holdfast.http.webhook.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;

/**
 * Typed access to the members of one JSON object. An absent member and {@code null} are the same; a
 * member of another type throws {@link MalformedUpdateException} that names it.
 *
 * @param path where the object is, for messages: {@code message.chat}
 */
record Fields(JsonNode object, String path) {
  /** The last second of year 9999, the largest that prints as an ISO-8601 date. */
  private static final long EPOCH_SECOND_MAX = 253_402_300_799L;

  Fields {
    if (!object.isObject()) {
      throw new MalformedUpdateException(
          "%s is not an object. Send it as the Bot API has it.".formatted(path));
    }
  }

  boolean has(String name) {
    return object.hasNonNull(name);
  }

  Optional<Fields> object(String name) {
    return has(name) ? Optional.of(new Fields(object.get(name), within(name))) : Optional.empty();
  }

  Fields requireObject(String name) {
    return object(name).orElseThrow(() -> missing(name));
  }

  Optional<String> text(String name) {
    if (!has(name)) {
      return Optional.empty();
    }
    JsonNode value = object.get(name);
    if (!value.isTextual()) {
      throw wrong(name, "text");
    }
    return Optional.of(value.textValue());
  }

  String requireText(String name) {
    return text(name).orElseThrow(() -> missing(name));
  }

  /** Ids of users, chats and updates exceed 32 bits. */
  Optional<Long> number(String name) {
    if (!has(name)) {
      return Optional.empty();
    }
    JsonNode value = object.get(name);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw wrong(name, "an integer of at most 64 bits");
    }
    return Optional.of(value.longValue());
  }

  long requireNumber(String name) {
    return number(name).orElseThrow(() -> missing(name));
  }

  /** Counts from 1 in the Bot API. */
  long requirePositive(String name) {
    long value = requireNumber(name);
    if (value < 1) {
      throw wrong(name, "a number from 1");
    }
    return value;
  }

  /** Unix seconds; 0, by which an inaccessible message says that it has no date, is empty. */
  Optional<Instant> time(String name) {
    Optional<Long> seconds = number(name);
    if (seconds.isPresent() && (seconds.get() < 0 || seconds.get() > EPOCH_SECOND_MAX)) {
      throw wrong(name, "a time in Unix seconds");
    }
    return seconds.filter(given -> given > 0).map(Instant::ofEpochSecond);
  }

  /** Whether the member is {@code true}; absent is false. */
  boolean flag(String name) {
    if (has(name) && !object.get(name).isBoolean()) {
      throw wrong(name, "true or false");
    }
    return has(name) && object.get(name).booleanValue();
  }

  private MalformedUpdateException missing(String name) {
    return new MalformedUpdateException(
        "%s is missing. Send the update as the Bot API has it.".formatted(within(name)));
  }

  private MalformedUpdateException wrong(String name, String expected) {
    return new MalformedUpdateException(
        "%s is not %s. Send it as the Bot API has it.".formatted(within(name), expected));
  }

  private String within(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
