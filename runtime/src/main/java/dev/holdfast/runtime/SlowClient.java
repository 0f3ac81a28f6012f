package dev.holdfast.runtime;

/**
 * What becomes of messages for a client that reads more slowly than they come, once as many wait
 * for it as a node holds. Entries of a log that a socket follows are never among them: they wait in
 * the database, and are read as fast as the client takes them.
 */
public enum SlowClient {
  /** The socket ends with 1013 and says that the client may come back for what it missed. */
  CLOSE,

  /** The oldest message that waits is dropped. */
  DROP_OLDEST,

  /**
   * A message that was sent with a key replaces the one with the same key that still waits, also
   * before there are too many. When there are too many all the same, the socket ends as with {@link
   * #CLOSE}.
   */
  LATEST_PER_KEY
}
