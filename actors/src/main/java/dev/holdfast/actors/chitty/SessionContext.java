package dev.holdfast.actors.chitty;

import dev.holdfast.runtime.StorageKey;
import dev.holdfast.runtime.Stored;
import java.time.Duration;
import java.time.Instant;

/**
 * A context as it is stored, and as it is answered.
 *
 * @param chittyId the owner
 * @param metadata a JSON object as {@link ContextJson} writes it
 * @param version from 1, one more for each change; the number of the change in the log
 * @param expiresAt {@code updated} and {@code ttl}: what ends it then is an alarm
 */
@Stored("session-context")
public record SessionContext(
    String chittyId,
    String metadata,
    long version,
    Instant created,
    Instant updated,
    Instant expiresAt,
    Duration ttl) {

  /** Where an object keeps it; for who reads an object from its store. */
  public static final StorageKey<SessionContext> KEY =
      StorageKey.of("context", SessionContext.class);

  static SessionContext created(String chittyId, String metadata, Instant now, Duration ttl) {
    return new SessionContext(chittyId, metadata, 1, now, now, now.plus(ttl), ttl);
  }

  SessionContext changed(String merged, Instant now, Duration newTtl) {
    return new SessionContext(
        chittyId, merged, version + 1, created, now, now.plus(newTtl), newTtl);
  }
}
