package dev.holdfast.runtime;

/** What an object can receive. */
public sealed interface ObjectEvent {
  /** A message from another object or the edge, for {@link DurableObject#onMessage}. */
  record MessageReceived(Message message) implements ObjectEvent {}

  /** An HTTP request, for {@link DurableObject#onRequest}. */
  record RequestReceived(Request request) implements ObjectEvent {}

  /** A client asks for a WebSocket, for {@link DurableObject#onSocketOpen}. */
  record SocketOpening(SocketId socket, Request request) implements ObjectEvent {}

  /**
   * A client sent a message, for {@link DurableObject#onSocketFrame}.
   *
   * @param number from 1 for each socket, without gaps
   */
  record FrameReceived(SocketId socket, long number, Frame frame) implements ObjectEvent {}

  /**
   * A socket is gone, for {@link DurableObject#onSocketClosed}.
   *
   * @param code the peer's close code; 1006 when the connection broke without one (RFC 6455, 7.1.5)
   * @param last whether the hub now holds no socket of this object
   */
  record SocketClosed(SocketId socket, int code, String reason, boolean last)
      implements ObjectEvent {}
}
