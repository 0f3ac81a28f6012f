package dev.holdfast.node.cluster;

import dev.holdfast.persistence.DatabaseUnfitException;
import dev.holdfast.persistence.cluster.NodeRow;
import dev.holdfast.persistence.cluster.NodeTable;
import dev.holdfast.persistence.cluster.NodeView;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a node becomes a member: it says where it is reached, and forms a cluster where there is none
 * or joins the one there is. Small steps, each of which may come to nothing and be tried again.
 *
 * <p>Thread rule: the keeper's thread.
 */
final class Formation {
  private static final Logger LOG = LoggerFactory.getLogger(Formation.class);

  /** After that another member is asked: that one may be leaving. Pekko asks it again meanwhile. */
  private static final Duration ASK_ANOTHER = Duration.ofSeconds(2);

  /** Longest time in which members that a cluster has must have come into sight within it. */
  private static final Duration SIGHT_MAX = Duration.ofSeconds(10);

  private final String node;
  private final NodeTable table;
  private final Membership cluster;
  private final Supplier<Optional<String>> unfit;
  private final LongSupplier ticker;
  private final Predicate<String> lives;
  private boolean announced;
  private boolean waitingWasSaid;
  private Optional<NodeRow> asked = Optional.empty();
  private long askedAt;
  private Optional<Long> strangeSince = Optional.empty();

  /**
   * @param unfit why this node must not join yet; empty when it may
   * @param lives whether another node was seen to renew its lease
   */
  Formation(
      String node,
      NodeTable table,
      Membership cluster,
      Supplier<Optional<String>> unfit,
      LongSupplier ticker,
      Predicate<String> lives) {
    this.node = node;
    this.table = table;
    this.cluster = cluster;
    this.unfit = unfit;
    this.ticker = ticker;
    this.lives = lives;
  }

  /**
   * Goes on. True once this node is a member.
   *
   * @throws DatabaseUnfitException when it never will be, with one line for the operator
   */
  boolean step(NodeView view) throws SQLException {
    if (!announced && !announce(view)) {
      return false;
    }
    List<NodeRow> members =
        view.members().stream().sorted(Comparator.comparingLong(NodeRow::number)).toList();
    if (members.isEmpty()) {
      return formAlone();
    }
    if (cluster.isUp()) {
      return join(members, view.generation());
    }
    if (unfit.get().isEmpty()) {
      ask(members);
    }
    return false;
  }

  private boolean announce(NodeView view) throws SQLException {
    String host = cluster.address().getHost().orElse("");
    int port = cluster.address().getPort().orElse(0);
    announced = table.announce(host, port);
    if (!announced) {
      view.rows().stream()
          .filter(row -> row.host().equals(host) && row.port() == port && lives.test(row.node()))
          .findAny()
          .ifPresent(row -> {
            throw new DatabaseUnfitException(
                ("another node of this cluster lives at the cluster address %s. Give this one"
                        + " another --cluster-host or --cluster-port.")
                    .formatted(row.address()));
          });
      sayThatItWaits();
    }
    return announced;
  }

  private void sayThatItWaits() {
    if (!waitingWasSaid) {
      LOG.info("an earlier node had this one's cluster address; waiting until its lease is over");
      waitingWasSaid = true;
    }
  }

  private boolean formAlone() throws SQLException {
    if (!table.form()) {
      return false;
    }
    LOG.info("formed a cluster at {}", cluster.address());
    cluster.formAlone();
    return true;
  }

  private boolean join(List<NodeRow> members, long generation) throws SQLException {
    if (!cluster.members().keySet().containsAll(members.stream().map(NodeRow::node).toList())) {
      // Those whom it joined may have been removed, and others formed a cluster since.
      long since = strangeSince.orElse(ticker.getAsLong());
      strangeSince = Optional.of(since);
      if (ticker.getAsLong() - since > SIGHT_MAX.toNanos()) {
        throw new DatabaseUnfitException(
            "the cluster that this node joined ended while it did. Start it again.");
      }
      return false;
    }
    strangeSince = Optional.empty();
    boolean joined = table.join(generation);
    if (joined) {
      LOG.info("joined a cluster, now of {} nodes, as {}", members.size() + 1, node);
    }
    return joined;
  }

  private void ask(List<NodeRow> members) {
    long now = ticker.getAsLong();
    boolean goesOn = asked.filter(one -> at(members, one) >= 0).isPresent();
    if (!goesOn || now - askedAt > ASK_ANOTHER.toNanos()) {
      int next = asked.map(one -> at(members, one) + 1).orElse(0) % members.size();
      NodeRow member = members.get(next);
      LOG.debug("asks {} to let it join", member.address());
      asked = Optional.of(member);
      askedAt = now;
      cluster.join(member);
    }
  }

  /** Its place among them; -1 if it is none of them. */
  private static int at(List<NodeRow> members, NodeRow one) {
    return members.stream().map(NodeRow::node).toList().indexOf(one.node());
  }
}
