package dev.holdfast.persistence.store;

import java.sql.SQLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What a failed statement in autocommit means, by the SQLSTATE class. Source: PostgreSQL manual,
 * appendix A.
 */
enum Fault {
  /** Something in the statement's data is refused; the rest of it would pass. Not written. */
  DATA,
  /** Lost against another transaction; the same again may pass. Not written. */
  TRANSIENT,
  /** The server refuses as a whole: no disk space, read-only, missing table. Not written. */
  REFUSED,
  /** The connection or the server went away: nobody knows. */
  UNKNOWN;

  static Fault of(SQLException e) {
    String state = e.getSQLState();
    if (state == null || state.length() < 2 || !fromServer(e)) {
      return UNKNOWN;
    }
    return switch (state.substring(0, 2)) {
      case "22", "23", "21", "54" -> DATA;
      case "40" -> state.equals("40001") || state.equals("40P01") ? TRANSIENT : UNKNOWN;
      case "08", "57", "58", "XX" -> UNKNOWN;
      default -> REFUSED;
    };
  }

  /** Whether it is the connection that failed, rather than the statement. */
  static boolean connectionLost(SQLException e) {
    String state = e.getSQLState();
    return state != null && (state.startsWith("08") || state.startsWith("57P"));
  }

  /** The server's own short message: never its detail, which may quote what was stored. */
  static String reason(SQLException e) {
    ServerErrorMessage server = e instanceof PSQLException p ? p.getServerErrorMessage() : null;
    String message = server == null ? "no answer" : String.valueOf(server.getMessage());
    return "%s (SQLSTATE %s)".formatted(message, e.getSQLState());
  }

  private static boolean fromServer(SQLException e) {
    return e instanceof PSQLException p && p.getServerErrorMessage() != null;
  }
}
