package dev.holdfast.node.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import dev.holdfast.runtime.host.NodeHost;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.setup.Setup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.remote.RemoteTransportException;

/** The actor system of a node, ready to be a member of a cluster. */
public final class NodeSystem implements AutoCloseable {
  /** Objects answer what they hold, the node leaves its cluster, the journal ends. */
  private static final Duration END_MAX = Duration.ofSeconds(30);

  private static final String ROLES = "pekko.cluster.roles";
  private static final String PORT = "pekko.remote.artery.canonical.port";

  private final ActorSystem<Void> system;
  private final Runnable beforeEnd;

  private NodeSystem(ActorSystem<Void> system, Runnable beforeEnd) {
    this.system = system;
    this.beforeEnd = beforeEnd;
  }

  /**
   * Throws {@link IllegalArgumentException} when the address is taken.
   *
   * @param node its name, which others find among its roles
   * @param host where other nodes reach it
   * @param beforeEnd told when it ends because it should
   */
  public static NodeSystem start(
      Config config, String node, String host, Runnable beforeEnd, Setup... setups) {
    ActorSystemSetup setup =
        ActorSystemSetup.create(setups).withSetup(BootstrapSetup.create(of(config, node, host)));
    try {
      return new NodeSystem(
          ActorSystem.create(Behaviors.<Void>empty(), "holdfast", setup), beforeEnd);
    } catch (RuntimeException e) {
      throw isTaken(e)
          ? new IllegalArgumentException(
              ("the cluster address %s:%d is taken or not this machine's. Is another node running?"
                      + " Give another --cluster-port or --cluster-host.")
                  .formatted(host, config.getInt(PORT)),
              e)
          : e;
    }
  }

  private static boolean isTaken(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException || cause instanceof RemoteTransportException) {
        return true;
      }
    }
    return false;
  }

  private static Config of(Config config, String node, String host) {
    List<String> roles = new ArrayList<>(config.getStringList(ROLES));
    roles.add(NodeHost.role(node));
    return config
        .withValue(ROLES, ConfigValueFactory.fromIterable(roles))
        .withValue("pekko.cluster.app-version", ConfigValueFactory.fromAnyRef(version()))
        .withValue("pekko.remote.artery.canonical.hostname", ConfigValueFactory.fromAnyRef(host));
  }

  /** Of the program, by which Pekko places objects on the newer nodes of a rolling upgrade. */
  private static String version() {
    String ofJar = NodeSystem.class.getPackage().getImplementationVersion();
    return ofJar == null ? "0.0.0" : ofJar;
  }

  /** An address as it is written in another's configuration. */
  public static String text(InetAddress address) {
    String plain = address.getHostAddress();
    int zone = plain.indexOf('%');
    String bare = zone < 0 ? plain : plain.substring(0, zone);
    return address instanceof Inet6Address ? "[" + bare + "]" : bare;
  }

  public ActorSystem<Void> system() {
    return system;
  }

  /** Leaves the cluster and ends. Blocks. */
  @Override
  public void close() {
    beforeEnd.run();
    try {
      Done _ =
          CoordinatedShutdown.get(system)
              .runAll(CoordinatedShutdown.clusterLeavingReason())
              .toCompletableFuture()
              .orTimeout(END_MAX.toMillis(), TimeUnit.MILLISECONDS)
              .join();
    } catch (CompletionException e) {
      throw new IllegalStateException(
          "the actor system did not end within %d s".formatted(END_MAX.toSeconds()), e);
    }
  }
}
