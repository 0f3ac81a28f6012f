package dev.holdfast.persistence;

import java.time.Duration;
import java.util.Optional;

/**
 * How to reach the database. {@link #toString} names neither the password nor the url's parameters,
 * which may hold one.
 *
 * @param url {@code jdbc:postgresql://host:port/database}
 * @param user empty when the url or the driver's defaults say
 * @param password empty when none is needed
 * @param poolSize connections of this node, {@value #POOL_SIZE_MIN} or more
 * @param connectTimeout longest wait for a connection, at least 250 ms
 * @param answerTimeout longest wait for one answer of the server; past it the connection is given
 *     up and the outcome is unknown
 * @param durability what to do about a server that may lose commits
 * @param node what the node is called among those of its cluster, and so each session of its pool,
 *     which the server refuses once the node was removed; empty for who is none
 */
public record DatabaseSettings(
    String url,
    Optional<String> user,
    Optional<String> password,
    int poolSize,
    Duration connectTimeout,
    Duration answerTimeout,
    Durability durability,
    Optional<String> node) {

  /**
   * One writer, two load readers, two log readers, one snapshot writer, clean-up, clock, and two to
   * spare for the rest of the node.
   */
  public static final int POOL_SIZE_DEFAULT = 12;

  /** Fewer and the store's own threads wait for one another. */
  public static final int POOL_SIZE_MIN = 4;

  /** Below the 10 s that callers wait for an object, so that they hear the reason. */
  public static final Duration CONNECT_TIMEOUT_DEFAULT = Duration.ofSeconds(5);

  /** Below the 30 s of Pekko's journal call-timeout, so that the store answers first. */
  public static final Duration ANSWER_TIMEOUT_DEFAULT = Duration.ofSeconds(20);

  private static final String PREFIX = "jdbc:postgresql:";

  /** Whether the server must be one that keeps what it acknowledged. */
  public enum Durability {
    /** {@code fsync}, {@code full_page_writes} and {@code synchronous_commit} must not be off. */
    REQUIRED,
    /** The operator accepts that acknowledged commits can be lost. */
    WAIVED
  }

  public DatabaseSettings {
    if (!url.startsWith(PREFIX)) {
      throw new DatabaseUnfitException(
          "the database url must begin with %s//, as in %s//localhost:5432/holdfast."
              .formatted(PREFIX, PREFIX));
    }
    if (poolSize < POOL_SIZE_MIN) {
      throw new DatabaseUnfitException(
          "a pool of %d connections is too small, at least %d are needed."
              .formatted(poolSize, POOL_SIZE_MIN));
    }
  }

  /** With the default bounds. */
  public static DatabaseSettings of(String url, Optional<String> user, Optional<String> password) {
    return new DatabaseSettings(
        url,
        user,
        password,
        POOL_SIZE_DEFAULT,
        CONNECT_TIMEOUT_DEFAULT,
        ANSWER_TIMEOUT_DEFAULT,
        Durability.REQUIRED,
        Optional.empty());
  }

  /** The same with another pool size. */
  public DatabaseSettings withPoolSize(int size) {
    return new DatabaseSettings(
        url, user, password, size, connectTimeout, answerTimeout, durability, node);
  }

  /** The same for a server that may or may not lose commits. */
  public DatabaseSettings withDurability(Durability wanted) {
    return new DatabaseSettings(
        url, user, password, poolSize, connectTimeout, answerTimeout, wanted, node);
  }

  /** The same for a node of that name, which must have its row by the time a pool is opened. */
  public DatabaseSettings withNode(String name) {
    return new DatabaseSettings(
        url,
        user,
        password,
        poolSize,
        connectTimeout,
        answerTimeout,
        durability,
        Optional.of(name));
  }

  /** The url without its parameters and without a user and password before the host. */
  public String place() {
    int parameters = url.indexOf('?');
    String bare = parameters < 0 ? url : url.substring(0, parameters);
    return bare.replaceFirst("//[^/]*@", "//");
  }

  @Override
  public String toString() {
    return place() + (user.isPresent() ? " as " + user.get() : "");
  }
}
