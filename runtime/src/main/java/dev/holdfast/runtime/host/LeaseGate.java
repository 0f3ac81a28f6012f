package dev.holdfast.runtime.host;

import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.LeaseVitals;
import dev.holdfast.runtime.spi.NodeLease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the node may speak for its objects. While its lease from the database has lapsed, another
 * node may run them: no event is decided then and nothing leaves, and all goes on by itself once
 * the lease is valid again.
 *
 * <p>Thread rule: callable from any thread; {@link #look} by one after another.
 */
final class LeaseGate {
  /** How much later those who wait learn that the lease has lapsed, or is valid again. */
  static final Duration LOOK_EVERY = Duration.ofMillis(20);

  /** How long what leaves by itself waits before it looks again. */
  static final Duration WAIT = Duration.ofMillis(200);

  /** For what took no effect. */
  static final Answer NOT_DONE =
      new Answer.NotDone("this node has lost touch with the database and decides nothing.");

  private static final Logger LOG = LoggerFactory.getLogger(LeaseGate.class);

  private final NodeLease lease;
  private final List<Runnable> whenLapsed = new ArrayList<>(1);
  private final List<Runnable> whenValid = new ArrayList<>(1);
  private final LongAdder lapses = new LongAdder();
  final LongAdder answersWithheld = new LongAdder();
  final LongAdder framesDropped = new LongAdder();
  private volatile boolean open;

  LeaseGate(NodeLease lease) {
    this.lease = lease;
    this.open = lease.isValid();
  }

  /** What to do when it has lapsed, and when it is valid again. Only before {@link #look}. */
  void onChange(Runnable lapsed, Runnable valid) {
    whenLapsed.add(lapsed);
    whenValid.add(valid);
  }

  /** Asked right before something leaves. */
  boolean isValid() {
    return lease.isValid();
  }

  /**
   * As it was at the last look, for what comes in and is decided: cheaper, and nothing rests on it.
   */
  boolean isOpen() {
    return open;
  }

  /** Tells those who wait of a change. */
  void look() {
    boolean valid = lease.isValid();
    if (valid == open) {
      return;
    }
    open = valid;
    if (valid) {
      LOG.info("the lease from the database is valid again; the node goes on");
      whenValid.forEach(Runnable::run);
    } else {
      lapses.increment();
      LOG.warn(
          "the lease from the database has lapsed: the node decides nothing and answers nothing"
              + " until it is renewed");
      whenLapsed.forEach(Runnable::run);
    }
  }

  Optional<String> unfitBecause() {
    return open
        ? Optional.empty()
        : Optional.of("its lease from the database has lapsed; it goes on when that answers again");
  }

  LeaseVitals vitals() {
    return new LeaseVitals(
        lease.isValid(), lapses.sum(), answersWithheld.sum(), framesDropped.sum());
  }
}
