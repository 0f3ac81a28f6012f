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

  /** The next message to send, or null when none is waiting. */
  @Nullable Frame poll();

  /** Whether no message will ever be sent again: close once {@link #poll} gives none. */
  boolean ended();

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
