package dev.holdfast.runtime.host;

import dev.holdfast.runtime.spi.WakeIndex;
import dev.holdfast.runtime.spi.WakeIndex.Census;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the wake index counted every so often, on one node of the cluster, and says in the log what
 * waits in it for a type that the node does not know.
 *
 * <p>Thread rule: {@link #look} by one thread after another; {@link #newest} by any. At most one
 * count is under way, so what it tells needs no lock.
 */
final class WakeCensus {
  private static final Logger LOG = LoggerFactory.getLogger(WakeCensus.class);

  /** As often as metrics are usually scraped. */
  static final Duration EVERY = Duration.ofSeconds(15);

  /** However long a count takes, it is at most a twentieth of one connection. */
  private static final int REST_FACTOR = 20;

  private final WakeIndex index;
  private final Set<String> types;
  private final HostServices services;
  private final BooleanSupplier here;
  private final Set<String> told = new HashSet<>();
  private volatile Optional<Census> newest = Optional.empty();
  private volatile boolean asking;
  private volatile long notBeforeNanos;

  /**
   * Counts nothing by itself, see {@link #look}.
   *
   * @param types that the node knows
   * @param here whether it is this node that counts
   */
  WakeCensus(WakeIndex index, Set<String> types, HostServices services, BooleanSupplier here) {
    this.index = index;
    this.types = types;
    this.services = services;
    this.here = here;
    this.notBeforeNanos = services.ticker().getAsLong();
  }

  /** What was counted last; empty where another node counts, and where counting failed. */
  Optional<Census> newest() {
    // Looked at here, too: two nodes that both show it would be added up.
    return here.getAsBoolean() ? newest : Optional.empty();
  }

  /** Has the index counted if it is time. Meant to be called every second or so. */
  void look() {
    if (!here.getAsBoolean()) {
      newest = Optional.empty();
      return;
    }
    long begin = services.ticker().getAsLong();
    if (asking || begin - notBeforeNanos < 0) {
      return;
    }
    asking = true;
    var _ =
        index
            .census(types, services.clock().instant())
            .whenComplete((census, failure) -> counted(census, failure, begin));
  }

  private void counted(@Nullable Census census, @Nullable Throwable failure, long begin) {
    long took = services.ticker().getAsLong() - begin;
    notBeforeNanos = begin + Math.max(EVERY.toNanos(), took * REST_FACTOR);
    newest = Optional.ofNullable(census);
    if (census == null) {
      LOG.warn("the wake index could not be counted; tried again: {}", String.valueOf(failure));
    } else {
      census.unknown().forEach(this::tell);
    }
    asking = false;
  }

  private void tell(String type, long objects) {
    if (told.add(type)) {
      LOG.warn(
          "{} objects of type {} wait to be woken, but this node has no such type. Nothing of them"
              + " is lost: they are woken by a node that has it",
          objects,
          type);
    }
  }
}
