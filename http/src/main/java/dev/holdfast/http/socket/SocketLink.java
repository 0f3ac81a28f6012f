package dev.holdfast.http.socket;

import dev.holdfast.runtime.Frame;
import org.jspecify.annotations.Nullable;

/**
 * One accepted WebSocket as the HTTP engine sees it. All calls after {@link #attach} come one at a
 * time.
 */
public interface SocketLink {
  /** The connection is open. */
  void attach(Connection connection);

  /**
   * How a socket ends.
   *
   * @param code a close code that may be sent (RFC 6455, 7.4)
   * @param reason for people; an engine cuts it to the 123 bytes that fit
   */
  record Closing(int code, String reason) {}

  /** The next message to send, or null when none is waiting. */
  @Nullable WireFrame poll();

  /** Not null once no message will ever be sent again: close so when {@link #poll} gives none. */
  @Nullable Closing closing();

  /**
   * The client sent a message. False when it should not be read from again before {@link
   * Connection#incomingReady}.
   */
  boolean received(Frame frame);

  /** The client sent more than {@link #frameBytesMax} in one message; the socket will end. */
  void tooLarge();

  /** Longest message taken from the client, in bytes. */
  int frameBytesMax();

  /** The connection is gone: with the peer's close code, 1006 when it broke without one. */
  void gone(int code, String reason);
}
