package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Effect;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.LogPage;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.Turn;
import dev.holdfast.runtime.Utf8Order;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
  static EncodedTurn of(
      Turn turn, ObjectState state, boolean existed, ValueCodec values, HostServices services) {
    Limits limits = services.limits();
    List<Step> steps = new ArrayList<>(turn.effects().size());
    boolean stores = false;
    boolean destroyed = false;
    long grown = 0;
    long written = 0;
    int alarms = 0;
    Leaving leaving = new Leaving();
    for (Effect effect : turn.effects()) {
      byte[] bytes =
          switch (effect) {
            case Effect.Put<?> put -> value(values.encode(put.value()), put.key().name(), limits);
            case Effect.Append<?> append ->
                value(values.encode(append.entry()), append.log().name(), limits);
            case Effect.Respond(var response) -> response(response.body(), limits);
            case Effect.Tell tell -> message(tell.target(), tell.message(), values, services);
            case Effect.Ask ask -> question(ask, values, services);
            case Effect.AnswerTo answer ->
                value(values.encode(answer.value()), "an answer", limits);
            case Effect.MakeCall make ->
                new CallCodec(values, services.catalogue()).encode(make.call());
            default -> NO_BYTES;
          };
      grown += effect instanceof Effect.Put<?> put ? growth(put, bytes, state) : 0;
      written += bytes.length;
      alarms += effect instanceof Effect.SetAlarm set && !state.hasAlarm(set.name()) ? 1 : 0;
      leaving.add(effect, bytes);
      requireAlive(effect, destroyed);
      destroyed |= effect instanceof Effect.Destroy;
      stores |= stores(effect, state, existed);
      steps.add(new Step(effect, bytes));
    }
    checkSizes(steps, state, grown, written, limits);
    checkAlarms(steps, state, alarms, limits);
    leaving.check(state, limits);
    return new EncodedTurn(steps, stores);
  }

  private static byte[] question(Effect.Ask ask, ValueCodec values, HostServices services) {
    if (AnswerCodec.answerType(ask.message().getClass()) == LogPage.class) {
      throw new IllegalArgumentException(
          "an object cannot be asked for a page of a log. Ask for what you need of it.");
    }
    return message(ask.target(), ask.message(), values, services);
  }

  private static byte[] message(
      ObjectId to, Message message, ValueCodec values, HostServices services) {
    TypeRuntime<?> target = services.types().get(to.type());
    if (target == null) {
      throw new IllegalArgumentException(
          "there is no object type '%s' to tell something.".formatted(to.type()));
    }
    if (!target.definition().messages().isInstance(message)) {
      throw new IllegalArgumentException(
          "objects of type %s take no %s."
              .formatted(to.type(), message.getClass().getSimpleName()));
    }
    return value(values.encode(message), to.type(), services.limits());
  }

  /** A commit begins at most one life, so what follows the end of one waits for a later turn. */
  private static void requireAlive(Effect effect, boolean destroyed) {
    boolean needsObject =
        effect instanceof Effect.Put<?>
            || effect instanceof Effect.Append<?>
            || effect instanceof Effect.SetAlarm
            || effect instanceof Effect.MakeCall
            || effect instanceof Effect.Ask
            || effect instanceof Effect.Accept;
    if (destroyed && needsObject) {
      throw new IllegalStateException(
          "a turn stores nothing after it destroyed the object. Use clear() to begin again with"
              + " the same object, or store in a later turn.");
    }
  }

  private static void checkSizes(
      List<Step> steps, ObjectState state, long grown, long written, Limits limits) {
    if (written > limits.objectBytesMax()) {
      throw new BoundPassed(
          "one turn would write %d bytes, limit %d. Split the work over several turns."
              .formatted(written, limits.objectBytesMax()));
    }
    // The sum ignores what the turn deletes or sets twice; only near the bound is it worth more.
    if (grown > 0
        && state.keyBytes() + grown > limits.objectBytesMax()
        && keyBytesAfter(steps, state) > limits.objectBytesMax()) {
      throw new BoundPassed(
          "this object would hold more than %d bytes of keys. Delete some, or move lists into a log."
              .formatted(limits.objectBytesMax()));
    }
  }

  private static void checkAlarms(List<Step> steps, ObjectState state, int more, Limits limits) {
    // The sum ignores what the turn clears or sets twice; only near the bound is it worth more.
    if (more > 0
        && state.alarmCount() + more > limits.alarmsMax()
        && alarmsAfter(steps, state) > limits.alarmsMax()) {
      throw new BoundPassed(
          "this object would have more than %d alarms. Clear some, or share them among objects."
              .formatted(limits.alarmsMax()));
    }
  }

  private static int alarmsAfter(List<Step> steps, ObjectState state) {
    Set<String> names = new HashSet<>(state.alarms().view().keySet());
    for (Step step : steps) {
      switch (step.effect()) {
        case Effect.SetAlarm(String name, var _) -> names.add(name);
        case Effect.ClearAlarm(String name) -> names.remove(name);
        case Effect.Destroy _ -> names.clear();
        default -> {}
      }
    }
    return names.size();
  }

  private static long keyBytesAfter(List<Step> steps, ObjectState state) {
    Map<String, Integer> sizes = new HashMap<>();
    state.keys().forEach((key, value) -> sizes.put(key, value.length));
    for (Step step : steps) {
      switch (step.effect()) {
        case Effect.Put<?> put -> sizes.put(put.key().name(), step.bytes().length);
        case Effect.Delete(String key) -> sizes.remove(key);
        case Effect.Clear _, Effect.Destroy _ -> sizes.clear();
        default -> {}
      }
    }
    long bytes = 0;
    for (Map.Entry<String, Integer> entry : sizes.entrySet()) {
      bytes += Utf8Order.byteLength(entry.getKey()) + entry.getValue();
    }
    return bytes;
  }

  private static long growth(Effect.Put<?> put, byte[] bytes, ObjectState state) {
    byte[] before = state.keys().get(put.key().name());
    long held = before == null ? -Utf8Order.byteLength(put.key().name()) : before.length;
    return Math.max(0, bytes.length - held);
  }

  private static boolean stores(Effect effect, ObjectState state, boolean existed) {
    return switch (effect) {
      case Effect.Put<?> _,
          Effect.Append<?> _,
          Effect.SetAlarm _,
          Effect.Tell _,
          Effect.Ask _,
          Effect.AnswerTo _,
          Effect.MakeCall _,
          Effect.Accept _ ->
          true;
      case Effect.ClearAlarm(String name) -> state.hasAlarm(name);
      case Effect.Delete(String key) -> state.keys().containsKey(key);
      case Effect.Clear _ -> !state.keys().isEmpty();
      case Effect.Destroy _ -> existed;
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

  /** The bytes; throws {@link BoundPassed} for too many. */
  static byte[] value(byte[] bytes, String name, Limits limits) {
    if (bytes.length + Utf8Order.byteLength(name) > limits.valueBytesMax()) {
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
