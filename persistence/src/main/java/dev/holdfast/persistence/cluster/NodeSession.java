package dev.holdfast.persistence.cluster;

import dev.holdfast.persistence.Database;
import dev.holdfast.persistence.DatabaseSettings;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.postgresql.core.BaseConnection;
import org.postgresql.util.HostSpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one session that a node's lease is renewed on: not of the pool, so that no amount of work
 * stands before it, and soon given up, so that another can be tried while the lease holds.
 */
final class NodeSession implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeSession.class);

  /** Well under the lease: a lost answer leaves time for another try on a new session. */
  static final Duration ANSWER_MAX = Duration.ofSeconds(2);

  static final Duration CONNECT_MAX = Duration.ofSeconds(1);

  private final DatabaseSettings settings;
  private final String name;
  private Optional<Connection> connection = Optional.empty();

  /** {@code name} is what the session is called at the server. */
  NodeSession(DatabaseSettings settings, String name) {
    this.settings = settings;
    this.name = name;
  }

  /** Something asked of the database. */
  interface Question<T> {
    T ask(Connection connection) throws SQLException;
  }

  /** After a failure the session is a new one. */
  <T> T ask(Question<T> question) throws SQLException {
    try {
      return question.ask(connected());
    } catch (SQLException e) {
      close();
      throw e;
    }
  }

  private Connection connected() throws SQLException {
    if (connection.isEmpty()) {
      connection = Optional.of(Database.session(settings, name, CONNECT_MAX, ANSWER_MAX));
    }
    return connection.get();
  }

  /** The address of this machine from which the database is reached. */
  InetAddress localAddress() throws SQLException {
    HostSpec server =
        ask(open -> open.unwrap(BaseConnection.class).getQueryExecutor().getHostSpec());
    // Nothing is sent: the system only says which way it would go.
    try (DatagramSocket way = new DatagramSocket()) {
      way.connect(new InetSocketAddress(server.getHost(), server.getPort()));
      return way.getLocalAddress();
    } catch (SocketException | IllegalArgumentException e) {
      throw new SQLException("no address of this machine leads to " + server.getHost(), e);
    }
  }

  @Override
  public void close() {
    try {
      if (connection.isPresent()) {
        connection.get().close();
      }
    } catch (SQLException e) {
      LOG.debug("the session of the lease had ended before", e);
    }
    connection = Optional.empty();
  }
}
