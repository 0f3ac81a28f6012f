package dev.holdfast.actors.chitty;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.Utf8Order;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What travels on the sockets of a context, out and in. */
final class SessionFrames {
  /** Characters of the {@code id} of a frame: a UUID, and room for a prefix. */
  static final int ID_CHARS_MAX = 200;

  /** Where a change shows its number. */
  static final String VERSION = "version";

  private static final Set<String> MEMBERS = Set.of("patch", "ifVersion", "id");

  private SessionFrames() {}

  /** A change, as sockets get it and the log keeps it. */
  static String patch(long version, String patch) {
    return "{\"version\":" + version + ",\"patch\":" + patch + "}";
  }

  /**
   * The whole state, for who has none to which the next change applies.
   *
   * @param life of the log of changes
   */
  static Frame state(SessionContext context, long life) {
    return new Frame.Text(
        "{\"version\":%d,\"life\":%d,\"state\":%s}"
            .formatted(context.version(), life, context.metadata()));
  }

  /** A frame of this client was merged, or changed nothing. */
  static Frame merged(String id, long version) {
    ObjectNode about = JsonNodeFactory.instance.objectNode().put("version", version).put("id", id);
    return frame("merged", about);
  }

  /** A frame of this client had no effect. */
  static Frame refused(String detail, long version, Optional<String> id) {
    ObjectNode about = JsonNodeFactory.instance.objectNode();
    about.put("version", version).put("detail", detail);
    id.ifPresent(given -> about.put("id", given));
    return frame("refused", about);
  }

  private static Frame frame(String what, ObjectNode about) {
    return new Frame.Text(ContextJson.text(JsonNodeFactory.instance.objectNode().set(what, about)));
  }

  /**
   * A patch that a client sent.
   *
   * @param ifVersions the version that it is for; empty for any
   * @param id what its sender calls it
   */
  record FromClient(ObjectNode patch, List<Long> ifVersions, Optional<String> id) {}

  /** Reads a frame. Throws {@link IllegalArgumentException} that says what is wrong with it. */
  static FromClient read(Frame frame) {
    if (!(frame instanceof Frame.Text(String text))) {
      throw new IllegalArgumentException("a context takes text frames only.");
    }
    if (Utf8Order.byteLength(text) > SessionBounds.BODY_BYTES_MAX) {
      throw new IllegalArgumentException(
          "a frame has at most %d bytes.".formatted(SessionBounds.BODY_BYTES_MAX));
    }
    ObjectNode json = ContextJson.object(text);
    if (!MEMBERS.containsAll(json.propertyStream().map(Map.Entry::getKey).toList())) {
      throw new IllegalArgumentException("a frame has 'patch', 'ifVersion' and 'id', no others.");
    }
    if (!(json.get("patch") instanceof ObjectNode patch)) {
      throw new IllegalArgumentException("'patch' must be a JSON object.");
    }
    return new FromClient(patch, version(json.path("ifVersion")), id(json.path("id")));
  }

  private static List<Long> version(JsonNode given) {
    if (given.isMissingNode()) {
      return List.of();
    }
    if (!given.isIntegralNumber() || !given.canConvertToLong()) {
      throw new IllegalArgumentException("'ifVersion' must be a version, such as 7.");
    }
    return List.of(given.longValue());
  }

  private static Optional<String> id(JsonNode given) {
    if (given.isMissingNode()) {
      return Optional.empty();
    }
    if (!given.isTextual()
        || given.textValue().length() > ID_CHARS_MAX
        || Utf8Order.loneSurrogate(given.textValue()) >= 0) {
      throw new IllegalArgumentException(
          "'id' must be text of at most %d characters.".formatted(ID_CHARS_MAX));
    }
    return Optional.of(given.textValue());
  }
}
