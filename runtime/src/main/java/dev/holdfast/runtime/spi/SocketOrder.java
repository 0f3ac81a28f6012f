package dev.holdfast.runtime.spi;

import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.SocketId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One thing a hub does for an object. */
public sealed interface SocketOrder {
  /**
   * The socket that asked is accepted; it may get frames from here on.
   *
   * @param greeting goes before anything else, entries of the log included
   */
  record Open(
      SocketId socket,
      Set<String> tags,
      byte[] attachment,
      Optional<Following> following,
      Optional<Frame> greeting)
      implements SocketOrder {}

  /**
   * A log that a socket receives from {@code after} on.
   *
   * @param life tells the log from one of the same name before the object was destroyed
   * @param tail number of the newest entry committed when the socket was accepted
   */
  record Following(String log, long life, long after, long tail) {}

  /**
   * A frame for one socket.
   *
   * @param key where the type's rule is to keep the latest only, the frame replaces one of the same
   *     key that still waits; empty for one that replaces none
   */
  record Send(SocketId socket, String key, Frame frame) implements SocketOrder {
    public Send(SocketId socket, Frame frame) {
      this(socket, "", frame);
    }
  }

  /** A frame for every socket of the object; the key as of {@link Send}. */
  record Broadcast(String key, Frame frame) implements SocketOrder {
    public Broadcast(Frame frame) {
      this("", frame);
    }
  }

  /** A frame for every socket with the tag; the key as of {@link Send}. */
  record BroadcastTagged(String tag, String key, Frame frame) implements SocketOrder {
    public BroadcastTagged(String tag, Frame frame) {
      this(tag, "", frame);
    }
  }

  record Retag(SocketId socket, Set<String> tags) implements SocketOrder {}

  record Attach(SocketId socket, byte[] attachment) implements SocketOrder {}

  record Close(SocketId socket, int code, String reason) implements SocketOrder {}

  /** Every socket of the object is closed: it was destroyed. */
  record CloseAll(int code, String reason) implements SocketOrder {}

  /** A log has grown by these entries, to be sent to those that follow it. */
  record LogGrown(String log, long life, List<LogFrames.Numbered> entries) implements SocketOrder {}

  /** A log has grown up to {@code tail} by entries that are in the store. */
  record LogReaches(String log, long life, long tail) implements SocketOrder {}

  /**
   * Orders of the object were dropped on their way to this hub. Its open sockets end, to come back:
   * what they missed is not known.
   */
  record Missed() implements SocketOrder {}
}
