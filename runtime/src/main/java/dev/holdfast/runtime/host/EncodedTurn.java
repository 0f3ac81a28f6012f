package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Effect;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.Turn;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A turn whose values have become bytes and whose sizes were checked. After this nothing can fail
 * any more, so a turn is applied as a whole or not at all.
 *
 * @param stores whether it changes what is stored
 */
record EncodedTurn(List<Step> steps, boolean stores) {

  /** An effect with the bytes of its value, where it has one. */
  record Step(Effect effect, byte[] bytes) {}

  private static final byte[] NO_BYTES = {};

  /**
   * Throws {@link BoundPassed}, or {@link IllegalArgumentException} for a value of no stored type.
   */
  static EncodedTurn of(Turn turn, ObjectState state, ValueCodec values, Limits limits) {
    List<Step> steps = new ArrayList<>(turn.effects().size());
    boolean stores = false;
    long grown = 0;
    for (Effect effect : turn.effects()) {
      byte[] bytes =
          switch (effect) {
            case Effect.Put<?> put -> value(values.encode(put.value()), put.key().name(), limits);
            case Effect.Append<?> append ->
                value(values.encode(append.entry()), append.log().name(), limits);
            case Effect.Respond(var response) -> response(response.body(), limits);
            default -> NO_BYTES;
          };
      grown += effect instanceof Effect.Put<?> put ? growth(put, bytes, state) : 0;
      stores |= stores(effect, state);
      steps.add(new Step(effect, bytes));
    }
    if (grown > 0 && state.keyBytes() + grown > limits.objectBytesMax()) {
      throw new BoundPassed(
          "this object would hold more than %d bytes of keys. Delete some, or move lists into a log."
              .formatted(limits.objectBytesMax()));
    }
    return new EncodedTurn(steps, stores);
  }

  private static long growth(Effect.Put<?> put, byte[] bytes, ObjectState state) {
    byte[] before = state.keys().get(put.key().name());
    long held = before == null ? -put.key().name().length() : before.length;
    return bytes.length - held;
  }

  private static boolean stores(Effect effect, ObjectState state) {
    return switch (effect) {
      case Effect.Put<?> _, Effect.Append<?> _, Effect.Accept _ -> true;
      case Effect.Delete(String key) -> state.keys().containsKey(key);
      case Effect.Clear _ -> !state.keys().isEmpty();
      case Effect.Destroy _ -> state.exists();
      case Effect.Reply _,
          Effect.ReplyPage _,
          Effect.Respond _,
          Effect.RespondPage _,
          Effect.Send _,
          Effect.Broadcast _,
          Effect.BroadcastTagged _,
          Effect.Retag _,
          Effect.Attach _,
          Effect.Close _ ->
          false;
    };
  }

  private static byte[] value(byte[] bytes, String name, Limits limits) {
    if (bytes.length + name.getBytes(StandardCharsets.UTF_8).length > limits.valueBytesMax()) {
      throw new BoundPassed(
          "the value for '%.60s' would have %d bytes, limit %d. Split it over several keys or a log."
              .formatted(name, bytes.length, limits.valueBytesMax()));
    }
    return bytes;
  }

  private static byte[] response(byte[] body, Limits limits) {
    if (body.length > limits.responseBytesMax()) {
      throw new BoundPassed(
          "the response would have %d bytes, limit %d. Answer in pages."
              .formatted(body.length, limits.responseBytesMax()));
    }
    return NO_BYTES;
  }
}
