package dev.holdfast.node.cluster.tls;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.SocketFactory;
import org.apache.pekko.Done;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.CoordinatedShutdown;
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
              """)
          .withFallback(ConfigFactory.load("holdfast-node"));

  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final ClusterTls tls;
  private final ActorSystem<String> system;

  TlsNode(Path folder) {
    this(folder, "");
  }

  /**
   * @param more configuration beside that of a node
   */
  TlsNode(Path folder, String more) {
    ClusterTlsSettings settings =
        new ClusterTlsSettings(ClusterTlsSettings.Mode.ON, Optional.of(Certified.files(folder)));
    Config config = ConfigFactory.parseString(more).withFallback(CONFIG);
    tls = ClusterTls.start(settings, config, Certified.HOST, new PGSimpleDataSource());
    system =
        ActorSystem.create(
            Behaviors.<String>receiveMessage(message -> {
              heard.add(message);
              return Behaviors.same();
            }),
            "holdfast",
            ActorSystemSetup.create(tls.with(BootstrapSetup.create(tls.system()))));
  }

  ClusterTls tls() {
    return tls;
  }

  /** Makes it a member of the other's cluster, or of one of its own. */
  void join(TlsNode other) {
    Cluster cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(Cluster.get(other.system).selfMember().address()));
    long start = System.nanoTime();
    while (!cluster.selfMember().status().equals(MemberStatus.up())) {
      assertThat(System.nanoTime() - start).isLessThan(PATIENCE.toNanos());
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  int members() {
    int count = 0;
    for (var _ : Cluster.get(system).state().getMembers()) {
      count++;
    }
    return count;
  }

  /** Both get what the other one sends. */
  void assertTalksWith(TlsNode other) throws InterruptedException {
    tell(other, "to the other");
    assertThat(other.heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("to the other");
    other.tell(this, "and back");
    assertThat(heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("and back");
  }

  void tell(TlsNode other, Object message) {
    String address = ActorRefResolver.get(other.system).toSerializationFormat(other.system);
    ActorRefResolver.get(system).resolveActorRef(address).tell(message);
  }

  /** Connects with these credentials. Throws when it is refused, and when it is not. */
  void knock(Credentials credentials) throws IOException, GeneralSecurityException {
    try (Socket socket = connect(credentials.context().getSocketFactory())) {
      socket.getOutputStream().write(1);
      throw new AssertionError("it was let in and told " + socket.getInputStream().read());
    }
  }

  Socket connect(SocketFactory factory) throws IOException {
    int port = Cluster.get(system).selfMember().address().getPort().orElseThrow();
    Socket socket = factory.createSocket(Certified.HOST, port);
    socket.setSoTimeout((int) PATIENCE.toMillis());
    return socket;
  }

  @Override
  public void close() {
    Done _ =
        CoordinatedShutdown.get(system)
            .runAll(CoordinatedShutdown.clusterLeavingReason())
            .toCompletableFuture()
            .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
            .join();
    tls.close();
  }
}
