package dev.holdfast.http.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.holdfast.actors.chat.ChatCommand.Summary;
import dev.holdfast.actors.chat.ChatMessage;
import dev.holdfast.actors.chat.ChatName;
import dev.holdfast.runtime.LogEntry;
import dev.holdfast.runtime.LogPage;

/**
 * Chats as JSON. A message is the same object here as in a socket frame: {@code seq} first, absent
 * components left out, times as ISO-8601 text.
 */
final class ChatJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
          .build();

  private ChatJson() {}

  static byte[] summary(ChatName chat, Summary summary) {
    ObjectNode json =
        MAPPER.createObjectNode().put("channel", chat.channel()).put("chat", chat.chat());
    json.setAll(MAPPER.<ObjectNode>valueToTree(summary));
    return bytes(json);
  }

  static byte[] page(LogPage<ChatMessage> page) {
    ObjectNode json = MAPPER.createObjectNode();
    ArrayNode messages = json.putArray("messages");
    for (LogEntry<ChatMessage> entry : page.entries()) {
      messages.add(node(entry.number(), entry.value()));
    }
    return bytes(json.put("next", page.next()));
  }

  static byte[] message(long seq, ChatMessage message) {
    return bytes(node(seq, message));
  }

  private static ObjectNode node(long seq, ChatMessage message) {
    ObjectNode json = MAPPER.createObjectNode().put("seq", seq);
    json.setAll(MAPPER.<ObjectNode>valueToTree(message));
    return json;
  }

  private static byte[] bytes(JsonNode json) {
    try {
      return MAPPER.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a chat cannot be written as JSON.", e);
    }
  }
}
