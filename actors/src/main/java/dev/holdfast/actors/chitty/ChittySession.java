package dev.holdfast.actors.chitty;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.actors.chitty.SessionCommand.Create;
import dev.holdfast.actors.chitty.SessionCommand.Delete;
import dev.holdfast.actors.chitty.SessionCommand.Merge;
import dev.holdfast.actors.chitty.SessionCommand.Opened;
import dev.holdfast.actors.chitty.SessionCommand.Read;
import dev.holdfast.runtime.Alarm;
import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Log;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.Schedule;
import dev.holdfast.runtime.SocketInfo;
import dev.holdfast.runtime.SocketRules;
import dev.holdfast.runtime.StorageKey;
import dev.holdfast.runtime.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One connected context: metadata of an owner that several clients read, patch and follow. Its name
 * is the {@code sessionId}.
 *
 * <p>Each change has a number, the context's version, and is an entry of the log {@link #CHANGES}
 * under that number, as the very frame that sockets get. So a client that comes back with the
 * version it has gets what it missed, and one that has none, or one too old, the whole state first.
 *
 * <p>The end is kept by one alarm. It is not moved by each change: when it fires and the context
 * has been changed meanwhile, it is set for the new end.
 */
public final class ChittySession implements DurableObject<SessionCommand> {
  /** A person pauses to think; a minute of quiet is a pause, and waking takes milliseconds. */
  public static final Duration IDLE_AFTER = Duration.ofSeconds(60);

  public static final ObjectType<SessionCommand> TYPE =
      ObjectType.of("session", SessionCommand.class, ChittySession::new)
          .idleAfter(IDLE_AFTER)
          .sockets(
              SocketRules.DEFAULTS
                  .framesPerSecondMax(SessionBounds.FRAMES_PER_SECOND_MAX)
                  .socketsMax(SessionBounds.SOCKETS_MAX)
                  .autoAnswer("ping", "pong"));

  /** The close code of sockets whose context has ended: not to be connected again. */
  public static final int CLOSE_GONE = 4404;

  /** How far the owner's list may lag behind changes: a tell a minute and context, not one each. */
  static final Duration OWNER_TOLD_EVERY = Duration.ofMinutes(1);

  static final Log<String> CHANGES =
      Log.of("changes", String.class).keeping(SessionBounds.CHANGES_KEPT_MAX);

  private static final StorageKey<Instant> OWNER_TOLD = StorageKey.of("told", Instant.class);
  private static final String EXPIRY = "expiry";

  @Override
  public Turn onMessage(SessionCommand command, ObjectContext context) {
    Optional<SessionContext> state = context.storage().get(SessionContext.KEY);
    return switch (command) {
      case Create create -> created(create, state, context);
      case SessionCommand.OfExisting _ when state.isEmpty() -> Turn.refuse(nothing(context));
      case Read read -> Turn.draft().reply(read, state.get());
      case Merge merge -> merged(merge, state.get(), context);
      case Delete(List<Long> ifVersions) ->
          MergeOutcome.version(state.get(), ifVersions)
              .map(Turn::refuse)
              .orElseGet(() -> ended(state.get(), new SessionStats.Deleted(), "deleted", context));
    };
  }

  /** Ends the context, or sets the alarm again for an end that has moved. */
  @Override
  public Turn onAlarm(ObjectEvent.AlarmFired alarm, ObjectContext context) {
    Optional<SessionContext> state = context.storage().get(SessionContext.KEY);
    if (state.isEmpty()) {
      return Turn.none();
    }
    Instant expiresAt = state.get().expiresAt();
    return context.now().isBefore(expiresAt)
        ? Turn.draft().setAlarm(EXPIRY, Schedule.at(expiresAt))
        : ended(state.get(), new SessionStats.Expired(), "expired", context);
  }

  @Override
  public Turn onSocketOpen(ObjectEvent.SocketOpening opening, ObjectContext context) {
    return context
        .storage()
        .get(SessionContext.KEY)
        .map(state -> SessionSockets.accept(opening, state, context))
        .orElseGet(() -> Turn.refuse(nothing(context)));
  }

  /** A frame is a patch; what is none, or cannot be merged, is answered with why. */
  @Override
  public Turn onSocketFrame(ObjectEvent.FrameReceived frame, ObjectContext context) {
    return context
        .storage()
        .get(SessionContext.KEY)
        .map(state -> SessionSockets.received(frame, state, context))
        .orElseGet(Turn::none);
  }

  private static Turn created(
      Create create, Optional<SessionContext> state, ObjectContext context) {
    if (state.isPresent()) {
      return state.get().chittyId().equals(create.chittyId())
          ? Turn.draft().reply(create, new Opened(state.get(), false))
          : Turn.refuse(
              Refusal.conflict(
                  "session '%s' belongs to another chittyId. Choose another sessionId."
                      .formatted(context.id().name())));
    }
    Duration ttl = create.ttl().orElse(SessionBounds.TTL_DEFAULT);
    String metadata;
    try {
      ObjectNode given = ContextJson.object(create.metadata());
      metadata = ContextJson.text(ContextJson.merge(given.objectNode(), given));
    } catch (IllegalArgumentException malformed) {
      return Turn.refuse(Refusal.invalid("'metadata' is malformed: " + malformed.getMessage()));
    }
    return SessionBounds.sessionId(context.id().name())
        .or(() -> SessionBounds.chittyId(create.chittyId()))
        .or(() -> SessionBounds.ttl(ttl))
        .or(() -> SessionBounds.metadata("'metadata'", metadata))
        .map(Turn::refuse)
        .orElseGet(() -> begun(create, metadata, ttl, context));
  }

  private static Turn begun(Create create, String metadata, Duration ttl, ObjectContext context) {
    var state = SessionContext.created(create.chittyId(), metadata, context.now(), ttl);
    return told(Turn.draft(), state, context)
        .put(SessionContext.KEY, state)
        .append(CHANGES, SessionFrames.patch(state.version(), metadata))
        .setAlarm(EXPIRY, Schedule.at(state.expiresAt()))
        .tell(SessionStats.ID, new SessionStats.Created())
        .reply(create, new Opened(state, true));
  }

  private static Turn merged(Merge merge, SessionContext state, ObjectContext context) {
    ObjectNode patch;
    try {
      patch = ContextJson.object(merge.patch());
    } catch (IllegalArgumentException malformed) {
      return Turn.refuse(Refusal.invalid("the patch is malformed: " + malformed.getMessage()));
    }
    return switch (MergeOutcome.of(state, patch, merge.ttl(), merge.ifVersions(), context.now())) {
      case MergeOutcome.Refused(Refusal refusal) -> Turn.refuse(refusal);
      case MergeOutcome.Unchanged() -> Turn.draft().reply(merge, state);
      case MergeOutcome.Changed changed ->
          carriedOut(changed, context).reply(merge, changed.context());
    };
  }

  /** The turn of a change; its sender's answer is still to be added. */
  static Turn carriedOut(MergeOutcome.Changed changed, ObjectContext context) {
    SessionContext state = changed.context();
    Turn turn = Turn.draft().put(SessionContext.KEY, state).append(CHANGES, changed.frame());
    Alarm expiry = context.alarms().get(EXPIRY);
    // A later end is left to the alarm itself, so that a change is not also a row of the index.
    if (expiry == null || state.expiresAt().isBefore(expiry.due())) {
      turn.setAlarm(EXPIRY, Schedule.at(state.expiresAt()));
    }
    Instant told = context.storage().get(OWNER_TOLD).orElse(Instant.EPOCH);
    return told.plus(OWNER_TOLD_EVERY).isAfter(state.updated()) ? turn : told(turn, state, context);
  }

  private static Turn told(Turn turn, SessionContext state, ObjectContext context) {
    var listed = new SessionOwner.Listed(context.id().name(), state.created(), state.updated());
    return turn.put(OWNER_TOLD, state.updated()).tell(SessionOwner.id(state.chittyId()), listed);
  }

  private static Turn ended(
      SessionContext state, SessionStats.Command how, String word, ObjectContext context) {
    Turn turn =
        Turn.draft()
            .tell(SessionOwner.id(state.chittyId()), new SessionOwner.Unlisted(context.id().name()))
            .tell(SessionStats.ID, how);
    // Before the end itself, which closes what is still open as it does for objects of any type.
    for (SocketInfo socket : context.sockets()) {
      turn.close(socket.id(), CLOSE_GONE, word);
    }
    return turn.destroy();
  }

  private static Refusal nothing(ObjectContext context) {
    return Refusal.notFound(
        "there is no session '%s'. Create it first; it may have expired."
            .formatted(context.id().name()));
  }
}
