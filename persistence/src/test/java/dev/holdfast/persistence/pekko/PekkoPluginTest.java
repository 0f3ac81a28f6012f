package dev.holdfast.persistence.pekko;

import static dev.holdfast.persistence.store.Commits.AT;
import static dev.holdfast.persistence.store.Commits.freshObject;
import static dev.holdfast.persistence.store.Commits.wholeLog;
import static dev.holdfast.persistence.store.Stages.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.holdfast.persistence.Database;
import dev.holdfast.persistence.DatabaseSettings;
import dev.holdfast.persistence.TestPostgres;
import dev.holdfast.persistence.pekko.CounterActor.Command;
import dev.holdfast.persistence.pekko.CounterActor.Count;
import dev.holdfast.persistence.store.PostgresStore;
import dev.holdfast.persistence.store.StoreLimits;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.ObjectSnapshot;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A real actor system over the plugin, as the node configures it. */
class PekkoPluginTest {
  private static final Duration WAIT = Duration.ofSeconds(20);

  private static DatabaseSettings settings;
  private static Database database;
  private static PostgresStore store;
  private static ActorTestKit kit;

  @BeforeAll
  static void start() {
    settings = TestPostgres.freshDatabase();
    database = Database.open(settings);
    store = PostgresStore.open(database, StoreLimits.DEFAULTS);
    Config config =
        ConfigFactory.parseString("pekko.log-dead-letters = off\npekko.loglevel = ERROR")
            .withFallback(ConfigFactory.parseResources("holdfast-persistence.conf"))
            .withFallback(ConfigFactory.load());
    kit =
        ActorTestKit.create(
            ActorSystem.create(
                Behaviors.empty(),
                "plugin",
                ActorSystemSetup.create(
                    BootstrapSetup.create(config), new StoreSetup(store, database.dataSource()))));
  }

  @AfterAll
  static void stop() {
    kit.system().terminate();
    kit.system().getWhenTerminated().toCompletableFuture().join();
    store.close();
    database.close();
  }

  @Test
  void what_was_persisted_is_recovered_with_its_log_rows() {
    ObjectId object = freshObject();
    ActorRef<Command> first = kit.spawn(new CounterActor(object));
    for (int i = 1; i <= 5; i++) {
      assertThat(add(first)).isEqualTo(new Count(i, 0));
    }
    kit.stop(first);
    ActorRef<Command> second = kit.spawn(new CounterActor(object));
    assertThat(read(second)).isEqualTo(new Count(5, 0));
    assertThat(add(second)).isEqualTo(new Count(6, 0));
    assertThat(get(store.readLog(wholeLog(object, "log", 1)))).hasSize(6);
  }

  @Test
  void recovery_begins_at_the_newest_snapshot() {
    ObjectId object = freshObject();
    ActorRef<Command> first = kit.spawn(new CounterActor(object));
    for (int i = 1; i <= 5; i++) {
      add(first);
    }
    kit.stop(first);
    get(store.saveSnapshot(new ObjectSnapshot(object, 3, AT, List.of(new Change.Created(1)))));
    ActorRef<Command> second = kit.spawn(new CounterActor(object));
    assertThat(read(second)).isEqualTo(new Count(5, 3));
    assertThat(add(second)).isEqualTo(new Count(6, 3));
    kit.stop(second);
    get(store.saveSnapshot(new ObjectSnapshot(object, 6, AT, List.of(new Change.Created(1)))));
    assertThat(read(kit.spawn(new CounterActor(object)))).isEqualTo(new Count(6, 6));
  }

  @Test
  void a_taken_sequence_stops_the_stale_activation_and_nobody_else() {
    ObjectId object = freshObject();
    ActorRef<Command> live = kit.spawn(new CounterActor(object));
    ActorRef<Command> stale = kit.spawn(new CounterActor(object));
    ActorRef<Command> bystander = kit.spawn(new CounterActor(freshObject()));
    read(stale); // it has recovered, and knows of no event
    add(live);
    TestProbe<Count> answer = kit.createTestProbe(Count.class);
    TestProbe<Command> watcher = kit.createTestProbe(Command.class);
    stale.tell(new CounterActor.Add(answer.getRef()));
    watcher.expectTerminated(stale, WAIT);
    answer.expectNoMessage(Duration.ZERO);
    assertThat(add(bystander)).isEqualTo(new Count(1, 0));
    assertThat(add(live)).isEqualTo(new Count(2, 0));
    assertThat(read(kit.spawn(new CounterActor(object)))).isEqualTo(new Count(2, 0));
  }

  @Test
  void one_broken_connection_locks_no_object_out() throws SQLException {
    List<ActorRef<Command>> others =
        java.util.stream.Stream.generate(() -> kit.spawn(new CounterActor(freshObject())))
            .limit(20)
            .toList();
    others.forEach(PekkoPluginTest::add);
    try (Connection connection = TestPostgres.connect(settings)) {
      connection
          .createStatement()
          .execute(
              "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
    }
    ObjectId object = freshObject();
    // The first commit may meet the broken connection; an activation after it must not.
    ActorRef<Command> first = kit.spawn(new CounterActor(object));
    first.tell(new CounterActor.Add(kit.<Count>createTestProbe().getRef()));
    TestProbe<Count> answer = kit.createTestProbe(Count.class);
    answer.awaitAssert(
        WAIT,
        Duration.ofMillis(50),
        () -> {
          kit.spawn(new CounterActor(freshObject())).tell(new CounterActor.Add(answer.getRef()));
          return answer.expectMessageClass(Count.class, Duration.ofSeconds(2));
        });
    others.forEach(other -> kit.stop(other));
  }

  @Test
  void pekko_opens_no_connections_besides_the_pool() throws SQLException {
    add(kit.spawn(new CounterActor(freshObject())));
    try (Connection connection = TestPostgres.connect(settings);
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        ResultSet rows = statement.executeQuery()) {
      rows.next();
      assertThat(rows.getInt(1)).isLessThanOrEqualTo(settings.poolSize());
    }
  }

  private static Count add(ActorRef<Command> actor) {
    TestProbe<Count> answer = kit.createTestProbe(Count.class);
    actor.tell(new CounterActor.Add(answer.getRef()));
    return answer.receiveMessage(WAIT);
  }

  private static Count read(ActorRef<Command> actor) {
    TestProbe<Count> answer = kit.createTestProbe(Count.class);
    actor.tell(new CounterActor.Read(answer.getRef()));
    return answer.receiveMessage(WAIT);
  }
}
