package dev.holdfast.node.cluster;

import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.cluster.DowningProvider;
import scala.Option;
import scala.concurrent.duration.FiniteDuration;

/**
 * Has Pekko down nobody by itself: the database decides, and the {@link ClusterKeeper} tells. No
 * margin either, for it tells when the node that goes is known to be silent.
 */
public final class NoDowning extends DowningProvider {
  /** Made by Pekko, by its name. */
  public NoDowning(ActorSystem system) {}

  @Override
  public FiniteDuration downRemovalMargin() {
    return FiniteDuration.Zero();
  }

  @Override
  public Option<Props> downingActorProps() {
    return Option.empty();
  }
}
