package dev.holdfast.actors.chitty;

import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.Utf8Order;
import java.time.Duration;
import java.util.Optional;

/** The bounds of a context and the checks of them. */
public final class SessionBounds {
  /** Characters of a {@code sessionId} and of a {@code chittyId}: a URI or several UUIDs. */
  public static final int ID_CHARS_MAX = 200;

  /**
   * Bytes of a context's metadata, and of a patch: it is rewritten at each change, and sent whole
   * to who connects. What is larger is a document, to which a context holds a reference.
   */
  public static final int METADATA_BYTES_MAX = 256 << 10;

  /**
   * Bytes of a request's body and of a frame from a client: the largest metadata with every
   * character escaped that needs it, three times its size at most, and what is around it.
   */
  public static final int BODY_BYTES_MAX = 3 * METADATA_BYTES_MAX + (8 << 10);

  /** Changes kept for who comes back: at ten a minute, those of an hour and a half. */
  public static final long CHANGES_KEPT_MAX = 1_000;

  /** Sockets of one context: a person's devices and tabs, and the services that serve them. */
  public static final int SOCKETS_MAX = 1_000;

  /** Patches a second from one socket, in the long run: each may rewrite the whole metadata. */
  public static final int FRAMES_PER_SECOND_MAX = 100;

  /** Contexts of one owner: their list is in memory while it is asked for, at 300 bytes each. */
  public static final int CONTEXTS_MAX = 10_000;

  /** How long a context lives after its last change, unless its maker says. */
  public static final Duration TTL_DEFAULT = Duration.ofHours(24);

  /** Shortest time to live: each end is a commit of three objects. */
  public static final Duration TTL_MIN = Duration.ofSeconds(1);

  /** Longest time to live: what is to stay for good is no context. */
  public static final Duration TTL_MAX = Duration.ofDays(365);

  /** Paths beside the contexts, which therefore no context can have as its id. */
  private static final String METRICS = "metrics";

  private SessionBounds() {}

  /** Why no context can be made under that id, or empty. */
  public static Optional<Refusal> sessionId(String id) {
    return id("sessionId", id)
        .or(() ->
            id.equals(".") || id.equals("..") || id.equals(METRICS)
                ? Optional.of(
                    Refusal.invalid(
                        "'%s' means something else in a path. Choose another sessionId."
                            .formatted(id)))
                : Optional.empty());
  }

  /** Why nobody can be called that, or empty. */
  public static Optional<Refusal> chittyId(String id) {
    return id("chittyId", id);
  }

  private static Optional<Refusal> id(String what, String id) {
    // Both are names of objects, which are bounded in bytes.
    if (id.isEmpty()
        || id.length() > ID_CHARS_MAX
        || Utf8Order.byteLength(id) > Limits.NAME_BYTES_MAX) {
      return Optional.of(
          Refusal.invalid(
              "'%s' must have 1 to %d characters and at most %d bytes of UTF-8. Hash a longer one."
                  .formatted(what, ID_CHARS_MAX, Limits.NAME_BYTES_MAX)));
    }
    return id.chars().anyMatch(Character::isISOControl) || Utf8Order.loneSurrogate(id) >= 0
        ? Optional.of(
            Refusal.invalid(
                "'%s' has control characters or half a surrogate pair. Leave them out."
                    .formatted(what)))
        : Optional.empty();
  }

  /** Why a context cannot live that long, or empty. */
  public static Optional<Refusal> ttl(Duration ttl) {
    return ttl.compareTo(TTL_MIN) < 0 || ttl.compareTo(TTL_MAX) > 0
        ? Optional.of(
            Refusal.invalid(
                "'ttlSeconds' must be %d to %d."
                    .formatted(TTL_MIN.toSeconds(), TTL_MAX.toSeconds())))
        : Optional.empty();
  }

  /** Why that text is not taken as metadata or as a patch of it, or empty. */
  static Optional<Refusal> metadata(String what, String json) {
    if (Utf8Order.loneSurrogate(json) >= 0) {
      return Optional.of(
          Refusal.invalid(
              "%s has half a surrogate pair and cannot be written as UTF-8. Send whole characters."
                  .formatted(what)));
    }
    int bytes = Utf8Order.byteLength(json);
    return bytes > METADATA_BYTES_MAX
        ? Optional.of(
            new Refusal(
                Refusal.Kind.TOO_LARGE,
                "%s has %d bytes, limit %d. Keep what is large elsewhere and refer to it."
                    .formatted(what, bytes, METADATA_BYTES_MAX)))
        : Optional.empty();
  }
}
