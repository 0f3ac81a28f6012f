package dev.holdfast.http.socket;

/** How many sockets this node holds, by the type of their objects. Callable from any thread. */
public interface SocketCounts {
  /** Sockets of objects of the type that are open or opening. */
  long sockets(String type);

  /** Messages that clients have sent to objects of the type since the node started. */
  long framesIn(String type);
}
