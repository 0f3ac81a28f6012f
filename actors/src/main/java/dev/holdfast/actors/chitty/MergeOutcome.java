package dev.holdfast.actors.chitty;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.runtime.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What comes of a patch, whoever sends it: a message or a frame. */
sealed interface MergeOutcome {
  /** It is not taken. */
  record Refused(Refusal refusal) implements MergeOutcome {}

  /** It leaves everything as it was. */
  record Unchanged() implements MergeOutcome {}

  /**
   * The context as it is after it.
   *
   * @param frame what sockets get, and the log keeps
   */
  record Changed(SessionContext context, String frame) implements MergeOutcome {}

  /**
   * Decides on a patch.
   *
   * @param ttl a new time to live
   * @param ifVersions the versions that it is for; empty for any
   */
  static MergeOutcome of(
      SessionContext old,
      ObjectNode patch,
      Optional<Duration> ttl,
      List<Long> ifVersions,
      Instant now) {
    String patchText = ContextJson.text(patch);
    String merged = ContextJson.text(ContextJson.merge(ContextJson.object(old.metadata()), patch));
    Optional<Refusal> refusal =
        version(old, ifVersions)
            .or(() -> ttl.flatMap(SessionBounds::ttl))
            .or(() -> SessionBounds.metadata("the patch", patchText))
            .or(() -> SessionBounds.metadata("the merged metadata", merged));
    if (refusal.isPresent()) {
      return new Refused(refusal.get());
    }
    if (ttl.isEmpty() && merged.equals(old.metadata())) {
      return new Unchanged();
    }
    SessionContext changed = old.changed(merged, now, ttl.orElse(old.ttl()));
    return new Changed(changed, SessionFrames.patch(changed.version(), patchText));
  }

  /** Why what is for other versions is not done, or empty. */
  static Optional<Refusal> version(SessionContext context, List<Long> ifVersions) {
    return ifVersions.isEmpty() || ifVersions.contains(context.version())
        ? Optional.empty()
        : Optional.of(
            new Refusal(
                Refusal.Kind.PRECONDITION_FAILED,
                "the context is at version %d by now. Read it, then decide again."
                    .formatted(context.version())));
  }
}
