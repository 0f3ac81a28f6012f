package dev.holdfast.bench.contender;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.holdfast.persistence.DatabaseSettings;
import dev.holdfast.persistence.node.NodePostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.persistence.jdbc.journal.JdbcAsyncWriteJournal;

/**
 * Raw Pekko: sharded event-sourced counters with the stock JDBC journal, on a PostgreSQL of the
 * same build and settings as a node's own.
 */
final class RawSystem implements AutoCloseable {
  /** As long as the edge of a node waits for an object. */
  private static final Duration ASK_DEADLINE = Duration.ofSeconds(30);

  private static final Duration END_MAX = Duration.ofSeconds(30);

  private static final String SCHEMA = "schema/postgres/postgres-create-schema.sql";

  private final NodePostgres postgres;
  private final ActorSystem<Void> system;
  private final ClusterSharding sharding;

  private RawSystem(NodePostgres postgres, ActorSystem<Void> system, ClusterSharding sharding) {
    this.postgres = postgres;
    this.system = system;
    this.sharding = sharding;
  }

  static RawSystem start(Path data, Duration idleAfter, int snapshotEvery) {
    NodePostgres postgres = NodePostgres.start(data);
    create(postgres.settings());
    Config config = config(postgres.settings(), idleAfter);
    ActorSystem<Void> system = ActorSystem.create(Behaviors.<Void>empty(), "raw", config);
    Cluster cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    ClusterSharding sharding = ClusterSharding.get(system);
    var _ =
        sharding.init(
            Entity.of(RawCounter.KEY, entity -> RawCounter.create(entity, snapshotEvery))
                .withStopMessage(new RawCounter.Stop()));
    return new RawSystem(postgres, system, sharding);
  }

  private static Config config(DatabaseSettings database, Duration idleAfter) {
    String db = "pekko-persistence-jdbc.shared-databases.slick.db.";
    Map<String, String> values =
        Map.of(
            db + "url",
            database.url() + "?reWriteBatchedInserts=true",
            db + "user",
            database.user().orElseThrow(),
            db + "password",
            database.password().orElseThrow(),
            "pekko.cluster.sharding.passivation.default-idle-strategy.idle-entity.timeout",
            idleAfter.toSeconds() + " s");
    return ConfigFactory.parseMap(values)
        .withFallback(ConfigFactory.parseResources("bench-raw.conf"))
        .withFallback(ConfigFactory.defaultReference())
        .resolve();
  }

  /** The plugin's own schema, which is not made to be run twice. */
  private static void create(DatabaseSettings database) {
    try (Connection connection =
            DriverManager.getConnection(
                database.url(), database.user().orElseThrow(), database.password().orElseThrow());
        Statement statement = connection.createStatement()) {
      if (exists(statement)) {
        return;
      }
      for (String part : schema().split(";", -1)) {
        if (!part.isBlank()) {
          statement.execute(part);
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the tables of the stock journal could not be made", e);
    }
  }

  private static boolean exists(Statement statement) throws SQLException {
    try (ResultSet row =
        statement.executeQuery("SELECT to_regclass('public.snapshot') IS NOT NULL")) {
      return row.next() && row.getBoolean(1);
    }
  }

  private static String schema() {
    ClassLoader jar = JdbcAsyncWriteJournal.class.getClassLoader();
    try (InputStream file = jar.getResourceAsStream(SCHEMA)) {
      if (file == null) {
        throw new IllegalStateException("the plugin's jar has no " + SCHEMA);
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ActorSystem<Void> system() {
    return system;
  }

  EntityRef<RawCounter.Command> counter(String name) {
    return sharding.entityRefFor(RawCounter.KEY, name);
  }

  CompletionStage<Long> increment(String name) {
    return counter(name).ask(RawCounter.Increment::new, ASK_DEADLINE);
  }

  CompletionStage<Long> read(String name) {
    return counter(name).ask(RawCounter.Read::new, ASK_DEADLINE);
  }

  @Override
  public void close() {
    system.terminate();
    var _ =
        system
            .getWhenTerminated()
            .toCompletableFuture()
            .orTimeout(END_MAX.toSeconds(), java.util.concurrent.TimeUnit.SECONDS)
            .exceptionally(_ -> null)
            .join();
    postgres.close();
  }
}
