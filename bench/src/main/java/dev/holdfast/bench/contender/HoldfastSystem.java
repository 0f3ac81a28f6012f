package dev.holdfast.bench.contender;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.holdfast.actors.chat.ChatSession;
import dev.holdfast.actors.examples.Counter;
import dev.holdfast.http.call.AddressPolicy;
import dev.holdfast.http.call.CallLimits;
import dev.holdfast.http.call.HttpCalls;
import dev.holdfast.persistence.Database;
import dev.holdfast.persistence.node.NodePostgres;
import dev.holdfast.persistence.pekko.StoreSetup;
import dev.holdfast.persistence.store.PostgresBoard;
import dev.holdfast.persistence.store.PostgresStore;
import dev.holdfast.persistence.store.StoreLimits;
import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.NodeHost;
import dev.holdfast.runtime.host.NodeParts;
import dev.holdfast.runtime.host.ObjectThreads;
import dev.holdfast.runtime.host.WorkLimits;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.ObjectSnapshot;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;
import dev.holdfast.runtime.spi.NodeLease;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.apache.pekko.Done;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/**
 * A node without its edge: the same configuration, store and host. Objects sleep only when told to,
 * by a ticker that leaps.
 */
final class HoldfastSystem implements AutoCloseable {
  private static final Duration IDLE_AFTER = Duration.ofHours(1);
  private static final Duration END_MAX = Duration.ofSeconds(30);

  /** One whose alarm is nearer than its idle time never goes. */
  private static final Duration SLEEP_MAX = Duration.ofSeconds(60);

  private static final Duration LEAP_EVERY = Duration.ofSeconds(2);

  /** What an edge counts for a small request. */
  private static final int EVENT_BYTES = 64;

  private final NodePostgres postgres;
  private final Database database;
  private final PostgresStore store;
  private final PostgresBoard board;
  private final ActorSystem<Void> system;
  private final NodeHost host;
  private final Map<String, String> settings = new ConcurrentHashMap<>();
  private final HttpCalls calls =
      new HttpCalls(
          CallLimits.DEFAULTS,
          AddressPolicy.PUBLIC,
          _ -> Optional.empty(),
          name -> Optional.ofNullable(settings.get(name)));
  private final AtomicLong leapt = new AtomicLong();

  private HoldfastSystem(Path data) {
    postgres = NodePostgres.start(data);
    database = Database.open(postgres.settings());
    store = PostgresStore.open(database, StoreLimits.DEFAULTS);
    board = PostgresBoard.open(database);
    ObjectThreads threads =
        new ObjectThreads(Math.max(2, Runtime.getRuntime().availableProcessors()));
    system = system(new StoreSetup(store, database.dataSource()), threads);
    Cluster cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    host =
        new NodeHost(
            system,
            new NodeParts(
                "bench",
                NodeLease.ALWAYS,
                Catalogue.of(
                    Counter.TYPE.idleAfter(IDLE_AFTER),
                    ChatSession.TYPE.idleAfter(IDLE_AFTER),
                    // As any type has it: what rang stays awake a while, and what rings soon, too.
                    Bell.TYPE,
                    Pal.TYPE.idleAfter(IDLE_AFTER),
                    Caller.TYPE.idleAfter(IDLE_AFTER)),
                Limits.DEFAULTS,
                store,
                store,
                board,
                new NoSockets(),
                Map.of(),
                InstantSource.system(),
                () -> System.nanoTime() + leapt.get(),
                threads,
                calls,
                WorkLimits.DEFAULTS));
  }

  static HoldfastSystem start(Path data) {
    return new HoldfastSystem(data);
  }

  private static ActorSystem<Void> system(StoreSetup store, ObjectThreads threads) {
    Config config =
        ConfigFactory.parseResources("holdfast-node.conf")
            .withFallback(ConfigFactory.defaultReference())
            .resolve();
    return ActorSystem.create(
        Behaviors.<Void>empty(),
        "holdfast",
        ActorSystemSetup.create(BootstrapSetup.create(config), store, threads));
  }

  /** Sets what calls may name. */
  void setting(String name, String value) {
    settings.put(name, value);
  }

  /** Delivers a message as the edge would. */
  CompletionStage<Answer> deliver(ObjectId target, Message message) {
    return host.deliver(
        new Delivery(
            target,
            new ObjectEvent.MessageReceived(message),
            Optional.empty(),
            Delivery.Reach.EITHER,
            "",
            Limits.DEFAULTS.askDeadline(),
            EVENT_BYTES));
  }

  /**
   * Takes a snapshot of an object that has none. The host's own come after 64 KiB of events, which
   * a few small ones never reach.
   */
  CompletionStage<Boolean> snapshot(ObjectId object) {
    return store
        .load(object)
        .thenCompose(stored -> {
          List<Change> changes =
              stored.events().stream()
                  .flatMap(event -> event.committed().changes().stream())
                  .toList();
          Instant at = stored.events().getLast().committed().at();
          return store.saveSnapshot(new ObjectSnapshot(object, stored.sequence(), at, changes));
        })
        .thenApply(_ -> true);
  }

  DataSource dataSource() {
    return database.dataSource();
  }

  /**
   * Lets the idle time pass for every object, and waits until all have left. Again and again: one
   * that was woken meanwhile has its idle time before it once more.
   */
  void sleepAll() {
    long until = System.nanoTime() + SLEEP_MAX.toNanos();
    long leapAt = System.nanoTime();
    while (host.awakeByType().values().stream().anyMatch(count -> count > 0)) {
      if (System.nanoTime() - until > 0) {
        throw new IllegalStateException(
            "still awake after %s: %s".formatted(SLEEP_MAX, host.awakeByType()));
      }
      if (System.nanoTime() - leapAt >= 0) {
        leapAt += LEAP_EVERY.toNanos();
        leapt.addAndGet(2 * IDLE_AFTER.toNanos());
        host.sweep();
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Override
  public void close() {
    Done _ =
        CoordinatedShutdown.get(system)
            .runAll(CoordinatedShutdown.clusterLeavingReason())
            .toCompletableFuture()
            .orTimeout(END_MAX.toSeconds(), TimeUnit.SECONDS)
            .exceptionally(_ -> Done.getInstance())
            .join();
    host.close();
    calls.close();
    board.close();
    store.close();
    database.close();
    postgres.close();
  }
}
