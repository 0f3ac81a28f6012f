package dev.holdfast.node;

import dev.holdfast.node.cluster.tls.ClusterTls;
import dev.holdfast.persistence.pekko.StoreSetup;
import dev.holdfast.runtime.host.ObjectThreads;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/** The actor system of a node that is a cluster by itself. */
final class ClusterOfOne implements AutoCloseable {
  /** Objects answer what they hold, the node leaves its cluster, the journal ends. */
  private static final Duration END_MAX = Duration.ofSeconds(30);

  private final ActorSystem<Void> system;

  private ClusterOfOne(ActorSystem<Void> system) {
    this.system = system;
  }

  static ClusterOfOne start(ClusterTls tls, StoreSetup store, ObjectThreads threads) {
    ActorSystemSetup setup =
        tls.with(
            ActorSystemSetup.create(BootstrapSetup.create(tls.system()), store, threads));
    ActorSystem<Void> system = ActorSystem.create(Behaviors.<Void>empty(), "holdfast", setup);
    Cluster cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    return new ClusterOfOne(system);
  }

  ActorSystem<Void> system() {
    return system;
  }

  @Override
  public void close() {
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
