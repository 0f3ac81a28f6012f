package dev.holdfast.http.board;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.spi.AlarmBoard.Pending;
import dev.holdfast.runtime.spi.AlarmBoard.Place;
import dev.holdfast.runtime.spi.DeadLetter;
import dev.holdfast.runtime.spi.ObjectAlarms;
import java.util.List;

/** Alarms and dead letters as JSON. Times are ISO-8601; {@code next} is there on full pages. */
final class BoardJson {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private BoardJson() {}

  static byte[] alarms(List<Pending> found, int limit) {
    ObjectNode page = MAPPER.createObjectNode();
    ArrayNode alarms = page.putArray("alarms");
    for (Pending pending : found) {
      alarms
          .addObject()
          .put("type", pending.object().type())
          .put("name", pending.object().name())
          .put("alarm", pending.alarm())
          .put("due", pending.due().toString());
    }
    if (found.size() == limit) {
      Pending last = found.getLast();
      page.put("next", Places.encode(new Place(last.due(), last.object().toString())));
    }
    return bytes(page);
  }

  static byte[] alarms(ObjectId object, ObjectAlarms of) {
    ObjectNode json =
        MAPPER.createObjectNode().put("type", object.type()).put("name", object.name());
    ArrayNode alarms = json.putArray("alarms");
    for (ObjectAlarms.Pending pending : of.alarms()) {
      ObjectNode alarm =
          alarms
              .addObject()
              .put("alarm", pending.name())
              .put("schedule", pending.schedule())
              .put("due", pending.due().toString())
              .put("fires", pending.fireAt().toString())
              .put("attempts", pending.attempts());
      if (!pending.error().isEmpty()) {
        alarm.put("error", pending.error());
      }
      if (pending.redriven()) {
        alarm.put("redriven", true);
      }
    }
    ArrayNode letters = json.putArray("deadLetters");
    of.letters().forEach(letter -> letters.add(letter(letter)));
    return bytes(json);
  }

  static byte[] letters(List<DeadLetter> found, int limit) {
    ObjectNode page = MAPPER.createObjectNode();
    ArrayNode letters = page.putArray("deadLetters");
    found.forEach(letter -> letters.add(letter(letter)));
    if (found.size() == limit) {
      page.put("next", found.getLast().id());
    }
    return bytes(page);
  }

  private static ObjectNode letter(DeadLetter letter) {
    return MAPPER
        .createObjectNode()
        .put("id", letter.id())
        .put("kind", letter.kind())
        .put("type", letter.object().type())
        .put("name", letter.object().name())
        .put("subject", letter.subject())
        .put("due", letter.due().toString())
        .put("parked", letter.at().toString())
        .put("attempts", letter.attempts())
        .put("error", letter.error());
  }

  private static byte[] bytes(JsonNode json) {
    try {
      return MAPPER.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a list for operators cannot be written as JSON.", e);
    }
  }
}
