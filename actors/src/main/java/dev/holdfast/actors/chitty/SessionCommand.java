package dev.holdfast.actors.chitty;

import dev.holdfast.runtime.Asks;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.Stored;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a {@link ChittySession} can be asked. */
public sealed interface SessionCommand extends Message {

  /** What is refused as not found where there is no context. */
  sealed interface OfExisting extends SessionCommand {}

  /**
   * Makes the context, or answers with the one that is there when it has the same owner. Refused as
   * a conflict when it has another, as invalid or too large outside the bounds of {@link
   * SessionBounds}.
   *
   * @param chittyId the owner
   * @param metadata a JSON object; merged into the empty one, so that members that are null are not
   *     kept
   * @param ttl how long the context lives after its last change; empty for {@link
   *     SessionBounds#TTL_DEFAULT}
   */
  @Stored("create")
  record Create(String chittyId, String metadata, Optional<Duration> ttl)
      implements SessionCommand, Asks<Opened> {}

  /** The context as it is. Changes nothing, its time to live neither. */
  @Stored("read")
  record Read() implements OfExisting, Asks<SessionContext> {}

  /**
   * Merges a patch into the metadata (RFC 7396) and answers the context after it. A merge that
   * changes nothing, and sets no time to live, leaves the context as it was.
   *
   * @param patch a JSON object
   * @param ttl a new time to live, counted from now
   * @param ifVersions refused as a failed precondition unless the context is at one of these; empty
   *     for any
   */
  @Stored("merge")
  record Merge(String patch, Optional<Duration> ttl, List<Long> ifVersions)
      implements OfExisting, Asks<SessionContext> {}

  /**
   * Ends the context; its sockets are closed with {@value ChittySession#CLOSE_GONE}.
   *
   * @param ifVersions as of {@link Merge}
   */
  @Stored("delete")
  record Delete(List<Long> ifVersions) implements OfExisting {}

  /**
   * What {@link Create} came to.
   *
   * @param created whether it made the context
   */
  @Stored("opened")
  record Opened(SessionContext context, boolean created) {}
}
