package dev.holdfast.persistence.cluster;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;

/**
 * What the database knows of a node.
 *
 * @param number its age: the younger, the higher
 * @param host where other nodes reach it; empty until it knows
 * @param port 0 until it knows
 * @param generation of the cluster that it is a member of; 0 before
 * @param renewals how often it has renewed its lease
 * @param unreachable names of the nodes that it cannot reach
 * @param released a removed node's own word that it speaks no more
 * @param fenced whether its objects may start elsewhere
 * @param because why it was removed; empty before
 */
public record NodeRow(
    String node,
    long number,
    String host,
    int port,
    State state,
    long generation,
    ProcessMark process,
    long renewals,
    Set<String> unreachable,
    boolean released,
    boolean fenced,
    String because) {

  /** In this order, never back. */
  public enum State {
    JOINING,
    MEMBER,
    REMOVED
  }

  static final String COLUMNS =
      "n.node, n.number, n.host, n.port, n.state, n.generation, n.machine, n.pid, n.process_start,"
          + " n.renewals, n.unreachable, n.released, n.fenced, n.removed_because";

  public boolean isRemoved() {
    return state == State.REMOVED;
  }

  public boolean isMember() {
    return state == State.MEMBER;
  }

  /** Where other nodes reach it. */
  public String address() {
    return host + ":" + port;
  }

  static NodeRow of(ResultSet row) throws SQLException {
    return new NodeRow(
        row.getString(1),
        row.getLong(2),
        row.getString(3),
        row.getInt(4),
        state(row.getString(5)),
        row.getLong(6),
        new ProcessMark(row.getString(7), row.getLong(8), row.getLong(9)),
        row.getLong(10),
        Set.of((String[]) row.getArray(11).getArray()),
        row.getBoolean(12),
        row.getBoolean(13),
        row.getString(14));
  }

  private static State state(String stored) {
    return switch (stored) {
      case "joining" -> State.JOINING;
      case "member" -> State.MEMBER;
      // Whatever a later version adds: not one to count on.
      default -> State.REMOVED;
    };
  }
}
