package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Call;
import dev.holdfast.runtime.CallResult;
import dev.holdfast.runtime.Headers;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.UnreadableException;
import dev.holdfast.runtime.spi.CallRunner.Outcome;
import dev.holdfast.runtime.spi.CallStep;
import dev.holdfast.runtime.spi.Delivery;
import dev.holdfast.runtime.spi.TraceParent;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One call on a node, from when its object asked for it until its result took effect. */
final class Errand {
  /** What one holds beside its content. */
  private static final int OVERHEAD_BYTES = 600;

  /** What a result costs beside its content: headers, records. */
  private static final int RESULT_OVERHEAD_BYTES = 256;

  /** What a header field costs beside its characters: a record and two strings. */
  private static final int FIELD_OVERHEAD_BYTES = 120;

  enum State {
    /** For its lane, or its next attempt. */
    WAITING,
    /** An attempt is under way. */
    RUNNING,
    /** Its result waits to be delivered. */
    ENDED,
    /** Its result is on its way to the object. */
    DELIVERING
  }

  private final ObjectId object;
  private final Change.CallAsked asked;
  private final Optional<Call> call;
  private final Optional<String> lane;
  private State state = State.WAITING;
  private int attempts;
  private boolean begun;
  private long firstNanos;
  private @Nullable CallResult result;
  private long resultBytes;
  private int deliveries;
  private long deliveryExpires;

  Errand(ObjectId object, Change.CallAsked asked, CallCodec codec) {
    this.object = object;
    this.asked = asked;
    this.call = read(asked, codec);
    // Also of one that cannot be read: what it comes to must not overtake those before it.
    this.lane = call.map(Call::lane).orElseGet(() -> CallCodec.lane(asked.call()));
  }

  private static Optional<Call> read(Change.CallAsked asked, CallCodec codec) {
    try {
      return Optional.of(codec.decode(asked.call()));
    } catch (UnreadableException _) {
      return Optional.empty();
    }
  }

  ObjectId object() {
    return object;
  }

  long number() {
    return asked.number();
  }

  /** Empty where it cannot be read. */
  Optional<Call> call() {
    return call;
  }

  /** What becomes of one that cannot be read. */
  CallResult unreadable() {
    return CallCodec.work(asked.call())
        .map(work ->
            new CallResult.GaveUp(
                CallResult.Why.UNKNOWN_WORK, 0, "the node has no work '%s' for it".formatted(work)))
        .orElseGet(() ->
            new CallResult.GaveUp(
                CallResult.Why.FAILED, 0, "the call was written by a newer version of the node"));
  }

  State state() {
    return state;
  }

  int deliveries() {
    return deliveries;
  }

  long bytes() {
    return bytes(asked);
  }

  /** What a call holds on a node until it is over, its result not counted. */
  static long bytes(Change.CallAsked asked) {
    return (long) OVERHEAD_BYTES + asked.call().length;
  }

  long resultBytes() {
    return resultBytes;
  }

  /** What a result holds until its object has taken it. */
  static long bytes(CallResult result, CallCodec codec) {
    return RESULT_OVERHEAD_BYTES
        + switch (result) {
          case CallResult.Answered(int _, Headers headers, byte[] body) ->
              bytes(headers) + body.length;
          case CallResult.Worked(Object value) -> codec.values().encode(value).length;
          case CallResult.GaveUp gaveUp -> gaveUp.text().length();
        };
  }

  private static long bytes(Headers headers) {
    long bytes = 0;
    for (Headers.Field field : headers.fields()) {
      bytes += FIELD_OVERHEAD_BYTES + field.name().length() + field.value().length();
    }
    return bytes;
  }

  /** Those of one object in one lane run one after another. */
  Optional<String> lane() {
    return lane;
  }

  /** By which the other side knows a repeat. */
  String key() {
    return asked.key();
  }

  /** The trace that it belongs to, the same at every attempt. */
  String traceparent() {
    return TraceParent.of(asked.correlation(), asked.key()).text();
  }

  void begins(long nanos) {
    // Also where it turned out to be none: who is always busy is given up some time, too.
    firstNanos = begun ? firstNanos : nanos;
    begun = true;
    attempts++;
    state = State.RUNNING;
  }

  void waits(int made) {
    attempts = made;
    state = State.WAITING;
  }

  CallStep after(Outcome outcome, long nanos) {
    Duration since = Duration.ofNanos(nanos - firstNanos);
    return CallStep.after(call.orElseThrow().retry(), outcome, attempts, since, chance());
  }

  /** From 0 to 1: another one for each attempt of each call, and no randomness in tests. */
  private double chance() {
    int mixed = (asked.key().hashCode() * 31 + attempts) * 0x9E3779B9;
    return (mixed >>> 1) / (double) (1L << 31);
  }

  void ends(CallResult ended, long bytes) {
    result = ended;
    resultBytes = bytes;
    state = State.ENDED;
  }

  /** What an attempt came to whose result found no room: work is done again, and counts once. */
  Outcome noRoom(Duration pause) {
    String text = "too many results wait for this object";
    return switch (call.orElseThrow()) {
      case Call.Http _ -> new Outcome.Failed(CallResult.Why.OVERLOADED, text);
      case Call.Local _ -> new Outcome.Busy(text, pause);
    };
  }

  /** Which delivery this is, from 1. */
  int delivers(long expiresNanos) {
    state = State.DELIVERING;
    deliveryExpires = expiresNanos;
    return ++deliveries;
  }

  /** False where that was not the newest delivery, or is known to have failed. */
  boolean failsToDeliver(int delivery) {
    if (delivery != deliveries || state != State.DELIVERING) {
      return false;
    }
    state = State.ENDED;
    return true;
  }

  boolean isLost(long nanos) {
    return state == State.DELIVERING && nanos - deliveryExpires >= 0;
  }

  /**
   * The result on its way to the object.
   *
   * @param queueBytesMax what the object's queue holds: any result fits into it when it is empty
   */
  Envelope envelope(
      long queueBytesMax, Duration patience, long expiresNanos, Envelope.Replies replies) {
    CallResult ended = result;
    if (ended == null) {
      throw new IllegalStateException("a call is delivered only once it has ended");
    }
    Delivery delivery =
        new Delivery(
            object,
            new ObjectEvent.CallEnded(asked.name(), ended),
            Optional.empty(),
            Delivery.Reach.EXISTING,
            asked.correlation(),
            patience,
            (int) Math.min(resultBytes, queueBytesMax));
    return new Envelope(
        object.toString(), delivery, replies, expiresNanos, Optional.empty(), asked.number());
  }
}
