package dev.holdfast.bench.report;

import java.util.Optional;

/** One line of the table: a contender beside another, or beside a bound. */
public sealed interface Row {
  String what();

  /** Holdfast's series. */
  Series ours();

  /** What it must reach, in words; empty when there is no such thing. */
  String target();

  /** Whether it does; empty when there is no target. */
  Optional<Boolean> isReached();

  /** More is better; the ratio is ours by theirs. */
  record Ratio(String what, Series ours, Series theirs, Optional<Double> atLeast) implements Row {
    public double ratio() {
      return ours.median() / theirs.median();
    }

    @Override
    public String target() {
      return atLeast.map("at least %.2f x"::formatted).orElse("");
    }

    @Override
    public Optional<Boolean> isReached() {
      return atLeast.map(bound -> ratio() >= bound);
    }
  }

  /** Less is better; may show another contender beside it. */
  record Bound(String what, Series ours, Optional<Series> theirs, Optional<Double> atMost)
      implements Row {
    @Override
    public String target() {
      return atMost.map(bound -> "at most %.1f %s".formatted(bound, ours.unit())).orElse("");
    }

    @Override
    public Optional<Boolean> isReached() {
      return atMost.map(bound -> ours.median() <= bound);
    }
  }

  /** A statement that holds or not, with the words that say more. */
  record Holds(String what, Series ours, boolean holds, String words) implements Row {
    @Override
    public String target() {
      return "always";
    }

    @Override
    public Optional<Boolean> isReached() {
      return Optional.of(holds);
    }
  }
}
