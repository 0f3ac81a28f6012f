package dev.holdfast.http.socket;

/**
 * What the HTTP engine offers for one open WebSocket. Callable from any thread, never blocks, never
 * calls back on the same stack.
 */
public interface Connection {
  /** There is something to {@link SocketLink#poll}, or nothing will ever be again. */
  void outgoingReady();

  /** The socket takes messages again after {@link SocketLink#received} said no. */
  void incomingReady();
}
