package dev.holdfast.node.cluster;

import dev.holdfast.persistence.DatabaseUnfitException;
import dev.holdfast.persistence.cluster.NodeRow;
import dev.holdfast.persistence.cluster.NodeTable;
import dev.holdfast.persistence.cluster.NodeView;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.Member;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the keeper's thread does again and again: renew, look, decide, carry out.
 *
 * <p>Thread rule: {@link #run} is the keeper's thread; the rest any thread.
 */
final class KeeperLoop implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(KeeperLoop.class);

  private final String node;
  private final LongSupplier ticker;
  private final NodeTable table;
  private final Consumer<String> onRemoved;
  private final HeldLease lease;
  private final Arbiter arbiter;
  private final Removals removals;
  private final JoinWait joining = new JoinWait();
  private final Thread thread;
  private volatile Optional<Membership> cluster = Optional.empty();
  private volatile Optional<Formation> formation = Optional.empty();
  private volatile Optional<String> removed = Optional.empty();
  private volatile boolean nudged;
  private volatile boolean leaving;
  private volatile boolean closed;

  // The keeper's thread alone knows these.
  private long renewAt;
  private long readAt;
  private Set<String> unreachableTold = Set.of();
  private boolean failing;

  KeeperLoop(
      String node,
      LongSupplier ticker,
      NodeTable table,
      LocalProcesses processes,
      Consumer<String> onRemoved) {
    this.node = node;
    this.ticker = ticker;
    this.table = table;
    this.onRemoved = onRemoved;
    this.arbiter = new Arbiter(node, processes::hasEnded);
    this.removals = new Removals(node, table);
    this.thread = Thread.ofPlatform().daemon().name("holdfast-keeper").unstarted(this);
    this.thread.setPriority(Thread.MAX_PRIORITY);
    this.thread.setUncaughtExceptionHandler((_, fault) -> broken(fault));
    this.lease = new HeldLease(ticker, () -> LockSupport.unpark(thread));
    this.renewAt = ticker.getAsLong();
    this.readAt = renewAt;
  }

  Thread thread() {
    return thread;
  }

  HeldLease lease() {
    return lease;
  }

  JoinWait joining() {
    return joining;
  }

  /** Why the node was removed; empty while it was not. */
  Optional<String> removed() {
    return removed;
  }

  void attach(ActorSystem<?> system, Supplier<Optional<String>> unfit) {
    Membership here = new Membership(system);
    here.whenUp(this::nudge);
    formation = Optional.of(new Formation(node, table, here, unfit, ticker, arbiter::lives));
    cluster = Optional.of(here);
    nudge();
  }

  void leaving() {
    leaving = true;
  }

  void close() {
    closed = true;
    LockSupport.unpark(thread);
  }

  private void nudge() {
    nudged = true;
    LockSupport.unpark(thread);
  }

  @Override
  public void run() {
    while (!closed && !lease.hasEnded()) {
      try {
        turn();
      } catch (DatabaseUnfitException e) {
        refused(e);
      } catch (SQLException | RuntimeException e) {
        failed(e);
      }
      long pause = Math.min(renewAt, readAt) - ticker.getAsLong();
      if (pause > 0 && !nudged && !lease.isAsked()) {
        LockSupport.parkNanos(this, pause);
      }
    }
  }

  private void turn() throws SQLException {
    long now = ticker.getAsLong();
    boolean soon = nudged;
    nudged = false;
    Set<String> unreachable =
        cluster.map(here -> here.unreachable(here.members().keySet())).orElse(Set.of());
    if (now - renewAt >= 0 || !unreachable.equals(unreachableTold)) {
      renew(unreachable);
    } else if (now - readAt >= 0 || soon) {
      read();
    } else if (lease.isAsked()) {
      confirm();
    }
  }

  private void confirm() throws SQLException {
    if (failing) {
      // The next attempt is a moment away: those who ask must not make it a storm.
      lease.answer(lease.takeAsked(), false);
    } else {
      answering(table::isHere, here -> here);
    }
  }

  private void renew(Set<String> unreachable) throws SQLException {
    Map<String, Member> members = members();
    NodeView view = answering(() -> table.renew(unreachable), NodeView::renewed);
    unreachableTold = unreachable;
    renewAt = view.sent() + LeaseTimes.RENEW_EVERY.toNanos();
    if (view.renewed()) {
      lease.renewed(view.sent());
      consider(view, members);
    } else {
      read(); // which tells why
    }
  }

  private void read() throws SQLException {
    Map<String, Member> members = members();
    consider(answering(table::read, this::isHere), members);
  }

  private interface Question<T> {
    T ask() throws SQLException;
  }

  /** Answers with it those who asked for the lease to be confirmed. */
  private <T> T answering(Question<T> question, Predicate<T> isHere) throws SQLException {
    Optional<CompletableFuture<Boolean>> waiting = lease.takeAsked();
    boolean here = false;
    try {
      T answer = question.ask();
      here = isHere.test(answer);
      return answer;
    } finally {
      lease.answer(waiting, here);
    }
  }

  private boolean isHere(NodeView view) {
    return view.row(node).filter(row -> !row.isRemoved()).isPresent();
  }

  private Map<String, Member> members() {
    return cluster.map(Membership::members).orElse(Map.of());
  }

  private void consider(NodeView view, Map<String, Member> members) throws SQLException {
    readAt = view.sent() + LeaseTimes.READ_EVERY.toNanos();
    if (!isHere(view)) {
      removed(view.row(node).map(NodeRow::because).orElse("its row is gone from the database"));
      return;
    }
    answered();
    if (lease.isCurrent()) {
      removals.carryOut(arbiter.decide(view), cluster);
    }
    if (cluster.isPresent()) {
      goOn(view, members, cluster.get());
    }
  }

  private void goOn(NodeView view, Map<String, Member> members, Membership here)
      throws SQLException {
    if (here.isTerminated() && !leaving) {
      var _ = table.remove(node, "its actor system ended");
      nudge();
      return;
    }
    removals.downSilent(view, members, here);
    if (!joining.isMember() && formation.isPresent() && formation.get().step(view)) {
      lease.joined();
      joining.done();
    }
  }

  private void answered() {
    if (failing) {
      failing = false;
      LOG.info("the database answers again; this node goes on");
    }
  }

  private void failed(Exception e) {
    arbiter.forget();
    if (!failing) {
      failing = true;
      LOG.warn("the lease of this node cannot be renewed: {}", e.getMessage());
      LOG.debug("the failure", e);
    }
    long next = ticker.getAsLong() + LeaseTimes.READ_EVERY.toNanos();
    renewAt = next;
    readAt = next;
  }

  private void refused(DatabaseUnfitException e) {
    lease.end();
    removed = Optional.of(e.getMessage());
    try {
      table.leave();
    } catch (SQLException gone) {
      LOG.debug("the row of this node stays until its lease has ended", gone);
    }
    if (!joining.failed(e)) {
      tell(e.getMessage());
    }
  }

  private void removed(String because) {
    lease.end();
    removed = Optional.of(because);
    LOG.error("this node was removed from the cluster, its objects stop: {}", because);
    try {
      table.release();
    } catch (SQLException e) {
      LOG.debug("others wait until the lease of this node is over", e);
    }
    var _ =
        joining.failed(
            new DatabaseUnfitException(
                "this node was removed from the cluster: %s.".formatted(because)));
    tell(because);
  }

  /** Nobody renews any more, so nothing that the node says counts. */
  private void broken(Throwable fault) {
    LOG.error("the keeper of this node's lease has failed", fault);
    lease.end();
    removed = Optional.of("its keeper failed: " + fault);
    tell("its keeper failed: " + fault);
  }

  private void tell(String because) {
    var _ = Thread.ofPlatform().name("holdfast-removed").start(() -> onRemoved.accept(because));
  }
}
