package dev.holdfast.runtime.host;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.ClusterEvent.ClusterDomainEvent;
import org.apache.pekko.cluster.ClusterEvent.ClusterShuttingDown$;
import org.apache.pekko.cluster.ClusterEvent.MemberEvent;
import org.apache.pekko.cluster.ClusterEvent.MemberRemoved;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;

/**
 * Which hubs live, from the membership of the cluster: the node of a hub has a role that names it.
 *
 * <p>Why a hub that is no member may be taken for dead, and is none that this node has not heard of
 * yet: a name is that of one run of a process, so one that was removed never comes back. A node
 * takes part in sharding, and so can offer an object a socket, only once it is up. The leader moves
 * a node up only when every node that is up has seen it joining; and a node that comes up later is
 * told of all others by the same gossip that says so. So from when this node has seen <em>itself
 * </em> up, every hub that an object can have sockets at is a member that it knows, or was one.
 * Before that it takes none for dead.
 *
 * <p>When this node leaves or ends, its view ends, too: Pekko then reports every member as removed,
 * which says nothing of them.
 *
 * <p>Thread rule: read by any thread; changed by the one that listens.
 */
final class HubMembers {
  private static final String ROLE = NodeHost.role("");

  private final String own;
  private final Set<String> members = ConcurrentHashMap.newKeySet();
  private volatile boolean up;
  private volatile boolean ended;

  HubMembers(String own) {
    this.own = own;
  }

  /** Listens from now on; {@code whenLost} is run whenever more hubs may be lost than before. */
  void listen(ActorSystem<?> system, Runnable whenLost) {
    Cluster cluster = Cluster.get(system);
    var listener =
        system.systemActorOf(
            behavior(cluster.selfMember(), whenLost), "hub-members", Props.empty());
    cluster.subscriptions().tell(Subscribe.create(listener.narrow(), ClusterShuttingDown$.class));
    cluster.subscriptions().tell(Subscribe.create(listener.narrow(), MemberEvent.class));
  }

  private Behavior<ClusterDomainEvent> behavior(Member self, Runnable whenLost) {
    return Behaviors.receiveMessage(event -> {
      if (event instanceof ClusterShuttingDown$) {
        end();
        return Behaviors.stopped();
      }
      if (event instanceof MemberEvent of) {
        boolean isSelf = of.member().uniqueAddress().equals(self.uniqueAddress());
        heard(of.member(), of instanceof MemberRemoved, isSelf);
        if (of instanceof MemberRemoved || isSelf) {
          whenLost.run();
        }
      }
      return Behaviors.same();
    });
  }

  private void heard(Member member, boolean removed, boolean isSelf) {
    if (removed && isSelf) {
      end();
      return;
    }
    for (String role : member.getRoles()) {
      if (role.startsWith(ROLE)) {
        String hub = role.substring(ROLE.length());
        if (removed) {
          members.remove(hub);
        } else {
          members.add(hub);
        }
      }
    }
    up |= isSelf && member.status().equals(MemberStatus.up());
  }

  private void end() {
    ended = true;
  }

  /** Whether the hub's node is a member, as far as this one knows. */
  boolean has(String hub) {
    return members.contains(hub);
  }

  /** Whether the hub took its sockets with it. */
  boolean isLost(String hub) {
    return up && !ended && !own.equals(hub) && !members.contains(hub);
  }
}
