package dev.holdfast.persistence;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;

/** Builds the driver's data sources from the settings. */
final class Connections {
  private static final String APPLICATION_NAME = "holdfast";

  /** The driver's connections end before a firewall or proxy forgets them. */
  private static final Duration LIFETIME_MAX = Duration.ofMinutes(30);

  private Connections() {}

  /** Unpooled, and without a bound on an answer: a migration may take its time. */
  static PGSimpleDataSource single(DatabaseSettings settings) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(settings.url());
    settings.user().ifPresent(source::setUser);
    settings.password().ifPresent(source::setPassword);
    source.setConnectTimeout(seconds(settings.connectTimeout()));
    source.setLoginTimeout(seconds(settings.connectTimeout()));
    source.setApplicationName(settings.node().orElse(APPLICATION_NAME));
    source.setTcpKeepAlive(true);
    // The server's details quote the row that it refused, which is what users stored.
    source.setLogServerErrorDetail(false);
    return source;
  }

  /** Unpooled, with the bound on an answer that the pool's connections have. */
  static PGSimpleDataSource answering(DatabaseSettings settings) {
    PGSimpleDataSource source = single(settings);
    source.setSocketTimeout(seconds(settings.answerTimeout()));
    return source;
  }

  /** Unpooled, with bounds of its own, under a name of its own. */
  static PGSimpleDataSource quick(
      DatabaseSettings settings, String name, Duration connectMax, Duration answerMax) {
    PGSimpleDataSource source = single(settings);
    source.setApplicationName(name);
    source.setConnectTimeout(seconds(connectMax));
    // Else the driver bounds the whole login by a thread of its own.
    source.setLoginTimeout(0);
    source.setSocketTimeout(seconds(answerMax));
    source.setPrepareThreshold(2);
    return source;
  }

  static HikariDataSource pool(DatabaseSettings settings) {
    PGSimpleDataSource source = answering(settings);
    // The store has few statements and uses them all the time: prepare on the second use.
    source.setPrepareThreshold(2);
    HikariConfig config = new HikariConfig();
    config.setPoolName(APPLICATION_NAME);
    config.setDataSource(source);
    config.setMaximumPoolSize(settings.poolSize());
    config.setMinimumIdle(Math.min(settings.poolSize(), DatabaseSettings.POOL_SIZE_MIN));
    config.setConnectionTimeout(settings.connectTimeout().toMillis());
    config.setMaxLifetime(LIFETIME_MAX.toMillis());
    // The checks before this point were made on their own connection; here nothing may wait.
    config.setInitializationFailTimeout(-1);
    config.setAutoCommit(true);
    settings.node().ifPresent(node -> config.setConnectionInitSql(admission(node)));
    return new HikariDataSource(config);
  }

  /** Fails for a node that was removed: another may run its objects by then. */
  private static String admission(String node) {
    return "SELECT holdfast_admit('" + node.replace("'", "''") + "')";
  }

  private static int seconds(Duration duration) {
    return (int) Math.max(1, duration.toSeconds());
  }
}
