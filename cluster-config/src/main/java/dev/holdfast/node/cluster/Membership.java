package dev.holdfast.node.cluster;

import dev.holdfast.persistence.cluster.NodeRow;
import dev.holdfast.runtime.host.NodeHost;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.apache.pekko.cluster.typed.Join;

/**
 * The Pekko cluster as this node sees it, its members by the names of their nodes.
 *
 * <p>Thread rule: any thread, never blocks.
 */
final class Membership {
  private static final String PREFIX = NodeHost.role("");

  private final Cluster cluster;
  private final org.apache.pekko.cluster.Cluster classic;

  Membership(ActorSystem<?> system) {
    this.cluster = Cluster.get(system);
    this.classic = org.apache.pekko.cluster.Cluster.get(system.classicSystem());
  }

  Address address() {
    return classic.selfAddress();
  }

  /** Those that are in it in whatever state, by the names of their nodes. */
  Map<String, Member> members() {
    Map<String, Member> members = new HashMap<>();
    for (Member member : cluster.state().getMembers()) {
      for (String role : member.getRoles()) {
        if (role.startsWith(PREFIX)) {
          members.put(role.substring(PREFIX.length()), member);
        }
      }
    }
    return members;
  }

  boolean isUp() {
    return classic.selfMember().status().equals(MemberStatus.up());
  }

  /** Whether this node was in it and is no more. */
  boolean isTerminated() {
    return classic.isTerminated();
  }

  /** Runs {@code then} once this node is up. */
  void whenUp(Runnable then) {
    classic.registerOnMemberUp(then);
  }

  void formAlone() {
    cluster.manager().tell(Join.create(address()));
  }

  /**
   * Through that one, which Pekko goes on asking. Not as a seed node: that one's answer goes to the
   * attempt that asked, and is lost on the next. A join is answered whenever it comes, and takes
   * one way there and back, not two.
   */
  void join(NodeRow member) {
    cluster
        .manager()
        .tell(
            Join.create(
                new Address(
                    address().protocol(), address().system(), member.host(), member.port())));
  }

  /** Of {@code nodes} those that this node's own failure detector has given up. */
  Set<String> unreachable(Collection<String> nodes) {
    Map<String, Member> members = members();
    Set<String> unreachable = new TreeSet<>();
    for (String node : nodes) {
      Member member = members.get(node);
      if (member != null && !classic.failureDetector().isAvailable(member.address())) {
        unreachable.add(node);
      }
    }
    return unreachable;
  }

  /** Takes that member out, for good. */
  void down(Member member) {
    if (!member.status().equals(MemberStatus.down())
        && !member.status().equals(MemberStatus.removed())) {
      cluster.manager().tell(new Down(member.address()));
    }
  }
}
