package dev.holdfast.node.chaos.objects;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** What an object does wrong on purpose, so that a run shows that it would be found. */
public enum Planted {
  NOTHING,
  /** An increment is answered and not stored. */
  DROPPED_COMMIT,
  /** A message is sent twice. */
  DOUBLED_TELL,
  /** A read is answered with the number before. */
  STALE_READ,
  /** All of them: counters of even numbers drop commits, those of odd ones read stale. */
  EVERYTHING;

  /** Names it for a node. */
  public static final String VARIABLE = "CHAOS_PLANTED";

  /** So that a run of some hundred requests has several. */
  private static final int ONE_OF = 5;

  static Planted here() {
    return Optional.ofNullable(System.getenv(VARIABLE)).map(Planted::valueOf).orElse(NOTHING);
  }

  boolean strikes() {
    return ThreadLocalRandom.current().nextInt(ONE_OF) == 0;
  }

  /** In words. */
  public String words() {
    return "a " + name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
