package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Effect;
import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.spi.SocketOrder;
import java.util.Optional;

/** What an object keeps of its sockets: which hubs hold any, and which frames took effect. */
final class SocketBooks {
  private SocketBooks() {}

  /** A socket is accepted; what its hub is told. */
  static SocketOrder accepted(Effect.Accept accept, ObjectState state, ChangeBuffer changes) {
    String hub = accept.socket().hub();
    if (!state.hubs().contains(hub)) {
      changes.add(new Change.HubAttached(hub));
    }
    var options = accept.options();
    Optional<SocketOrder.Following> following =
        options
            .following()
            .map(f ->
                new SocketOrder.Following(
                    f.log().name(), state.life(), f.after(), state.log(f.log().name()).tail()));
    return new SocketOrder.Open(
        accept.socket(), options.tags(), options.attachment(), following, options.greeting());
  }

  /** What hubs are told. The effect is one that only sockets see. */
  static SocketOrder order(Effect effect) {
    return switch (effect) {
      case Effect.Send(var socket, String key, Frame frame) ->
          new SocketOrder.Send(socket, key, frame);
      case Effect.Broadcast(String key, Frame frame) -> new SocketOrder.Broadcast(key, frame);
      case Effect.BroadcastTagged(String tag, String key, Frame frame) ->
          new SocketOrder.BroadcastTagged(tag, key, frame);
      case Effect.Retag(var socket, var tags) -> new SocketOrder.Retag(socket, tags);
      case Effect.Attach(var socket, byte[] bytes) -> new SocketOrder.Attach(socket, bytes);
      case Effect.Close(var socket, int code, String reason) ->
          new SocketOrder.Close(socket, code, reason);
      default -> throw new IllegalArgumentException("no order for sockets: " + effect);
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
