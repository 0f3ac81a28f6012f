package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way from node to node beside sharding: answers to deliveries, and orders to hubs. Each node
 * has a few link actors at fixed paths, so that one needs no registry to find them and no actor is
 * made for a question.
 *
 * <p>Guarantee: what is sent for one object to one node arrives in the order it was sent, or not at
 * all: it goes by the same link, in one stream, and is received by one actor. So an order that
 * opens a socket is there before the answer that it was accepted.
 *
 * <p>Thread rule: callable from any thread; nothing blocks.
 */
final class NodeLinks {
  private static final Logger LOG = LoggerFactory.getLogger(NodeLinks.class);

  /** Of each node: what is received for one object waits for little of what is for others. */
  static final int COUNT = 8;

  private static final String PATH = "holdfast-link-";
  private static final String ROLE = NodeHost.role("");

  private final ActorSystem<?> system;
  private final ActorRefResolver resolver;
  private final String self;
  private final Map<String, List<ActorRef<LinkMessage>>> byNode = new ConcurrentHashMap<>();
  private final Map<Class<?>, Consumer<LinkMessage>> receivers = new ConcurrentHashMap<>();
  private final List<Consumer<String>> removals = new CopyOnWriteArrayList<>();

  NodeLinks(ActorSystem<?> system, String self) {
    this.system = system;
    this.resolver = ActorRefResolver.get(system);
    this.self = self;
  }

  /** Has what comes of that class received by this; set before {@link #start}. Must not block. */
  <M extends LinkMessage> void on(Class<M> type, Consumer<? super M> receiver) {
    receivers.put(type, message -> receiver.accept(type.cast(message)));
  }

  /** Has this called with the name of each node that is removed from the cluster. */
  void onRemoved(Consumer<String> listener) {
    removals.add(listener);
  }

  /** From here on it receives, and knows who is there. */
  void start() {
    List<ActorRef<LinkMessage>> own = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      own.add(system.systemActorOf(link(), PATH + i, Props.empty()));
    }
    byNode.put(self, List.copyOf(own));
    ActorRef<ClusterEvent.MemberEvent> members =
        system.systemActorOf(members(), "holdfast-links", Props.empty());
    Cluster.get(system)
        .subscriptions()
        .tell(Subscribe.create(members, ClusterEvent.MemberEvent.class));
  }

  /**
   * Sends to a node, also to this one.
   *
   * @return false where no member of the cluster is that node, and so nothing was sent. After true
   *     it may still be lost: a queue is full, or the node ends.
   */
  boolean send(String node, ObjectId object, LinkMessage message) {
    return send(node, Math.floorMod(object.hashCode(), COUNT), message);
  }

  private boolean send(String node, int link, LinkMessage message) {
    List<ActorRef<LinkMessage>> links = links(node);
    if (links == null) {
      return false;
    }
    links.get(link).tell(message);
    return true;
  }

  /** Sends for no object; in order with nothing but others of this kind. */
  boolean send(String node, LinkMessage message) {
    return send(node, 0, message);
  }

  private @Nullable List<ActorRef<LinkMessage>> links(String node) {
    List<ActorRef<LinkMessage>> known = byNode.get(node);
    return known == null ? look(node) : known;
  }

  /** Its event has not come yet, or it is not there. */
  private @Nullable List<ActorRef<LinkMessage>> look(String node) {
    for (Member member : Cluster.get(system).state().getMembers()) {
      if (member.hasRole(NodeHost.role(node)) && isThere(member)) {
        return links(member);
      }
    }
    return null;
  }

  private List<ActorRef<LinkMessage>> links(Member member) {
    List<ActorRef<LinkMessage>> links = new ArrayList<>(COUNT);
    for (int i = 0; i < COUNT; i++) {
      links.add(resolver.resolveActorRef(member.address() + "/system/" + PATH + i));
    }
    return List.copyOf(links);
  }

  /** The other nodes that are there. */
  Set<String> others() {
    Set<String> others = new HashSet<>(byNode.keySet());
    others.remove(self);
    return others;
  }

  /** Whether a member of the cluster is that node. */
  boolean isThere(String node) {
    return links(node) != null;
  }

  /**
   * Does something once all that has arrived at the links by now was received.
   *
   * @param then on the thread of one of them
   */
  void afterAllArrived(Runnable then) {
    AtomicInteger left = new AtomicInteger(COUNT);
    Runnable passed =
        () -> {
          if (left.decrementAndGet() == 0) {
            then.run();
          }
        };
    List<ActorRef<LinkMessage>> own = byNode.getOrDefault(self, List.of());
    own.forEach(link -> link.tell(new LinkMessage.Fence(passed)));
  }

  private Behavior<LinkMessage> link() {
    return Behaviors.receiveMessage(message -> {
      receive(message);
      return Behaviors.same();
    });
  }

  private void receive(LinkMessage message) {
    if (message instanceof LinkMessage.Fence(Runnable passed)) {
      passed.run();
      return;
    }
    Consumer<LinkMessage> receiver = receivers.get(message.getClass());
    if (receiver == null) {
      LOG.error("nothing on this node receives a {}", message.getClass().getSimpleName());
      return;
    }
    try {
      receiver.accept(message);
    } catch (RuntimeException e) {
      // One that fails must not end the link, which all others need.
      LOG.error("a {} of another node failed", message.getClass().getSimpleName(), e);
    }
  }

  private Behavior<ClusterEvent.MemberEvent> members() {
    return Behaviors.receiveMessage(event -> {
      Member member = event.member();
      nodeOf(member).ifPresent(node -> changed(node, member));
      return Behaviors.same();
    });
  }

  private void changed(String node, Member member) {
    if (node.equals(self)) {
      return;
    }
    if (isThere(member)) {
      byNode.computeIfAbsent(node, _ -> links(member));
      return;
    }
    byNode.remove(node);
    if (member.status().equals(MemberStatus.removed())) {
      removals.forEach(listener -> listener.accept(node));
    }
  }

  private static boolean isThere(Member member) {
    return !member.status().equals(MemberStatus.down())
        && !member.status().equals(MemberStatus.removed());
  }

  private static Optional<String> nodeOf(Member member) {
    return member.getRoles().stream()
        .filter(role -> role.startsWith(ROLE))
        .map(role -> role.substring(ROLE.length()))
        .findFirst();
  }
}
