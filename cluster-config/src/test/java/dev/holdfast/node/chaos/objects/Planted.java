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
  STALE_READ;

  /** Names it for a node. */
  public static final String VARIABLE = "CHAOS_PLANTED";

  /** Rare enough that most of a run is right. */
  static final int ONE_OF = 50;

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
