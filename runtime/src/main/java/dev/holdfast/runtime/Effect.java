package dev.holdfast.runtime;

import dev.holdfast.runtime.spi.Delivery;
import java.time.Duration;
import java.util.Set;

/** One thing a turn decided. Handlers make them with {@link Turn}; the runtime reads them. */
public sealed interface Effect {
  record Put<T>(StorageKey<T> key, T value) implements Effect {}

  record Delete(String key) implements Effect {}

  record Clear() implements Effect {}

  record Append<T>(Log<T> log, T entry) implements Effect {}

  record SetAlarm(String name, Schedule schedule) implements Effect {}

  record ClearAlarm(String name) implements Effect {}

  record Tell(ObjectId target, Message message, Delivery.Reach reach) implements Effect {}

  record Ask(String name, ObjectId target, Message message, Duration timeout) implements Effect {}

  record AnswerTo(Question question, Object value) implements Effect {}

  record MakeCall(String name, Call call) implements Effect {}

  record Destroy() implements Effect {}

  record Reply(Object value) implements Effect {}

  record ReplyPage(Log<?> log, long after, int limit) implements Effect {}

  record Respond(Response response) implements Effect {}

  record RespondPage(Log<?> log, long after, int limit, String member) implements Effect {}

  record Accept(SocketId socket, SocketOptions options) implements Effect {}

  /** The key is that of {@link Turn#sendLatest}; empty for a frame without. */
  record Send(SocketId socket, String key, Frame frame) implements Effect {}

  /** As {@link Send}. */
  record Broadcast(String key, Frame frame) implements Effect {}

  /** As {@link Send}. */
  record BroadcastTagged(String tag, String key, Frame frame) implements Effect {}

  record Retag(SocketId socket, Set<String> tags) implements Effect {}

  record Attach(SocketId socket, byte[] attachment) implements Effect {}

  record Close(SocketId socket, int code, String reason) implements Effect {}
}
