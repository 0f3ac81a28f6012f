package dev.holdfast.runtime;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** All that a turn may see. Valid until the handler returns; only on its thread. */
public interface ObjectContext {
  ObjectId id();

  /**
   * The object's time. On one node it never goes back, whatever was committed; after a restart and
   * on another node it is never before the object's last commit, and otherwise as right as the
   * clocks are.
   */
  Instant now();

  /** Whether the object exists: false until the first turn with an effect has been decided. */
  boolean exists();

  Storage storage();

  /** Where the log begins and ends. */
  LogView log(Log<?> log);

  /** The alarms that are set, by name. */
  SortedMap<String, Alarm> alarms();

  /** The object that told this message; empty for one from the edge. */
  Optional<ObjectId> sender();

  /**
   * The question that this message is, where another object asked it: to be answered in a later
   * turn. To answer it in this one, {@link Turn#reply} to the message.
   */
  Optional<Question> question();

  /**
   * The open sockets of this object, in no order. The first turn after the object woke that asks
   * for those at other nodes is decided once they have said, at most 500 ms later; a node that has
   * not said by then counts as having none for that turn.
   */
  List<SocketInfo> sockets();

  /** The open sockets of this object that have the tag, in no order. */
  default List<SocketInfo> sockets(String tag) {
    return sockets().stream().filter(socket -> socket.tags().contains(tag)).toList();
  }

  /** A fresh unique id: 26 characters of {@code [0-9a-hjkmnp-tv-z]}, later ones sort after. */
  String newId();

  /** Fresh random bytes, fit for keys and tokens. */
  byte[] randomBytes(int count);

  /** A setting of the node, by name; never a secret. */
  Optional<String> setting(String name);

  /** What ties this turn to what caused it, for logs: an id, the trace it belongs to, or both. */
  String correlation();
}
