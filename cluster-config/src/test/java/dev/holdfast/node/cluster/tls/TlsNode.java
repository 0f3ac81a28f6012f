package dev.holdfast.node.cluster.tls;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.postgresql.ds.PGSimpleDataSource;

/** The actor system of a node, with what it hears, by the certificates in a folder. */
final class TlsNode implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private static final Config CONFIG =
      ConfigFactory.parseString(
              """
              pekko.persistence.journal.auto-start-journals = []
              pekko.persistence.snapshot-store.auto-start-snapshot-stores = []
              pekko.coordinated-shutdown.run-by-actor-system-terminate = off
              """)
          .withFallback(ConfigFactory.load("holdfast-node"));

  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final ClusterTls tls;
  private final ActorSystem<String> system;

  TlsNode(Path folder) {
    this(new ClusterTlsSettings(
        ClusterTlsSettings.Mode.ON, Optional.of(Certified.files(folder))));
  }

  TlsNode(ClusterTlsSettings settings) {
    tls = ClusterTls.start(settings, CONFIG, new PGSimpleDataSource());
    system =
        ActorSystem.create(
            Behaviors.<String>receiveMessage(
                message -> {
                  heard.add(message);
                  return Behaviors.same();
                }),
            "holdfast",
            tls.with(ActorSystemSetup.create(BootstrapSetup.create(tls.system()))));
  }

  ClusterTls tls() {
    return tls;
  }

  int port() {
    return Cluster.get(system).selfMember().address().getPort().orElseThrow();
  }

  void join(TlsNode other) {
    Cluster cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(Cluster.get(other.system).selfMember().address()));
  }

  boolean isSoonUp() {
    long start = System.nanoTime();
    Cluster cluster = Cluster.get(system);
    while (!cluster.selfMember().status().equals(MemberStatus.up())) {
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        return false;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return true;
  }

  int members() {
    int count = 0;
    for (var _ : Cluster.get(system).state().getMembers()) {
      count++;
    }
    return count;
  }

  /** Whether the other one gets what this one sends. */
  boolean reaches(TlsNode other, String message) throws InterruptedException {
    String address = ActorRefResolver.get(other.system).toSerializationFormat(other.system);
    ActorRefResolver.get(system).<String>resolveActorRef(address).tell(message);
    return message.equals(other.heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
  }

  @Override
  public void close() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
    tls.close();
  }
}
