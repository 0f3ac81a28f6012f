package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Effect;
import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.SocketId;
import dev.holdfast.runtime.SocketInfo;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.spi.SocketOrder;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What an object keeps of its sockets: which hubs hold any, and which frames took effect. */
final class SocketBooks {
  private SocketBooks() {}

  /** A socket is accepted; what its hub is told. */
  static SocketOrder accepted(
      Effect.Accept accept, ObjectState state, ChangeBuffer changes, Hubs hubs) {
    String hub = accept.socket().hub();
    boolean far = !hub.equals(hubs.own().name());
    if (!state.hubs().contains(hub)) {
      changes.add(new Change.HubAttached(hub));
      if (far) {
        // All that it holds is what is accepted from here on.
        state.sockets().far().learn(hub, List.of());
      }
    }
    var options = accept.options();
    Optional<SocketOrder.Following> following =
        options
            .following()
            .map(f ->
                new SocketOrder.Following(
                    f.log().name(), state.life(), f.after(), state.log(f.log().name()).tail()));
    if (far) {
      var socket = new SocketInfo(accept.socket(), options.tags(), options.attachment());
      state.sockets().far().accepted(socket);
    }
    return new SocketOrder.Open(
        accept.socket(), options.tags(), options.attachment(), following, options.greeting());
  }

  /** What hubs are told. The effect is one that only sockets see. */
  static SocketOrder order(Effect effect, ObjectState state) {
    return switch (effect) {
      case Effect.Send(var socket, String key, Frame frame) ->
          new SocketOrder.Send(socket, key, frame);
      case Effect.Broadcast(String key, Frame frame) -> new SocketOrder.Broadcast(key, frame);
      case Effect.BroadcastTagged(String tag, String key, Frame frame) ->
          new SocketOrder.BroadcastTagged(tag, key, frame);
      case Effect.Retag(var socket, var tags) -> {
        change(socket, state, known -> new SocketInfo(socket, tags, known.attachment()));
        yield new SocketOrder.Retag(socket, tags);
      }
      case Effect.Attach(var socket, byte[] bytes) -> {
        change(socket, state, known -> new SocketInfo(socket, known.tags(), bytes));
        yield new SocketOrder.Attach(socket, bytes);
      }
      case Effect.Close(var socket, int code, String reason) ->
          new SocketOrder.Close(socket, code, reason);
      default -> throw new IllegalArgumentException("no order for sockets: " + effect);
    };
  }

  private static void change(SocketId socket, ObjectState state, UnaryOperator<SocketInfo> change) {
    if (state.hasFarSockets()) {
      state.sockets().far().change(socket, change);
    }
  }

  /** A socket is gone, as its object is about to hear: it is not among the open ones any more. */
  static void closing(ObjectEvent event, ObjectState state) {
    if (event instanceof ObjectEvent.SocketClosed closed && state.hasFarSockets()) {
      state.sockets().far().closed(closed.socket());
    }
  }

  /** Which socket an order is for; null for one that is for all. */
  static @Nullable SocketId socketOf(SocketOrder order) {
    return switch (order) {
      case SocketOrder.Open open -> open.socket();
      case SocketOrder.Send send -> send.socket();
      case SocketOrder.Retag retag -> retag.socket();
      case SocketOrder.Attach attach -> attach.socket();
      case SocketOrder.Close close -> close.socket();
      case SocketOrder.Broadcast _,
          SocketOrder.BroadcastTagged _,
          SocketOrder.CloseAll _,
          SocketOrder.LogGrown _,
          SocketOrder.LogReaches _,
          SocketOrder.Missed _ ->
          null;
    };
  }

  /** A socket is gone. */
  static void closed(ObjectEvent.SocketClosed closed, ObjectState state, ChangeBuffer changes) {
    String socket = closed.socket().toString();
    if (state.sockets().isStored(socket)) {
      changes.add(new Change.SocketForgotten(socket));
    }
    state.sockets().forget(socket);
    if (closed.last() && state.hubs().contains(closed.socket().hub())) {
      changes.add(new Change.HubDetached(closed.socket().hub()));
    }
  }
}
