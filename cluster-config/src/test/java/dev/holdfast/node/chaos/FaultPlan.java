package dev.holdfast.node.chaos;

import dev.holdfast.node.chaos.cluster.Network;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Which faults come, one after another. */
@FunctionalInterface
public interface FaultPlan {
  /** The next one; empty when the run is over. */
  Optional<Fault> next(Network network, RandomGenerator random);

  /** These, in this order, leaving out what the machine does not permit. */
  static FaultPlan of(Collection<Fault> faults) {
    Deque<Fault> left = new ArrayDeque<>(faults);
    return (network, _) -> {
      Optional<Fault> next = Optional.ofNullable(left.poll());
      while (next.isPresent() && !next.get().isPossible(network)) {
        next = Optional.ofNullable(left.poll());
      }
      return next;
    };
  }

  /** Any that the machine permits, until this time is over; counted from the first. */
  static FaultPlan lasting(Duration time) {
    long[] until = {0};
    return (network, random) -> {
      long now = System.nanoTime();
      if (until[0] == 0) {
        until[0] = now + time.toNanos();
      }
      List<Fault> possible = Fault.possible(network);
      return now - until[0] < 0
          ? Optional.of(possible.get(random.nextInt(possible.size())))
          : Optional.empty();
    };
  }
}
