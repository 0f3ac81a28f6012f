package dev.holdfast.actors.chitty;

import dev.holdfast.actors.LogFollowing;
import dev.holdfast.actors.Welcome;
import dev.holdfast.runtime.LogView;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.SocketId;
import dev.holdfast.runtime.SocketOptions;
import dev.holdfast.runtime.Turn;
import java.util.Optional;

/** The sockets of a context. */
final class SessionSockets {
  private SessionSockets() {}

  /**
   * Accepts a socket that follows the changes. With {@code ?after=VERSION} it first gets those
   * after that version; where they are not all kept, or the version is not of this context as it is
   * now (past the newest, or of another {@code ?life=}), and without {@code after}, the whole state
   * first. To who speaks {@link Welcome#PROTOCOL} the welcome says so, see {@link LogFollowing}.
   */
  static Turn accept(
      ObjectEvent.SocketOpening opening, SessionContext state, ObjectContext context) {
    if (Welcome.wanted(opening.request())) {
      var whole = new LogFollowing.WholeState(state::metadata, SessionFrames.VERSION);
      return LogFollowing.accept(
          opening, ChittySession.CHANGES, context, SocketOptions.PLAIN, whole);
    }
    Optional<String> given = opening.request().parameter("after");
    long after = given.map(LogFollowing::number).orElse(0L);
    Optional<Long> life = opening.request().parameter("life").map(LogFollowing::number);
    if (after < 0 || life.orElse(0L) < 0) {
      return Turn.refuse(
          Refusal.invalid(
              "'after' or 'life' is not a number from 0. Give those of the state you have."));
    }
    LogView changes = context.log(ChittySession.CHANGES);
    boolean sameLife = life.isEmpty() || life.get() == changes.life();
    boolean kept = after >= changes.head() - 1 && after <= changes.tail();
    SocketOptions options =
        given.isPresent() && sameLife && kept
            ? SocketOptions.PLAIN.following(ChittySession.CHANGES, after)
            : SocketOptions.PLAIN
                .following(ChittySession.CHANGES, changes.tail())
                .greeting(SessionFrames.state(state, changes.life()));
    return Turn.draft().accept(opening, options);
  }

  /** Merges what a client sent. */
  static Turn received(
      ObjectEvent.FrameReceived frame, SessionContext state, ObjectContext context) {
    SocketId from = frame.socket();
    SessionFrames.FromClient sent;
    try {
      sent = SessionFrames.read(frame.frame());
    } catch (IllegalArgumentException malformed) {
      String why = String.valueOf(malformed.getMessage());
      return Turn.draft().send(from, SessionFrames.refused(why, state.version(), Optional.empty()));
    }
    return switch (MergeOutcome.of(
        state, sent.patch(), Optional.empty(), sent.ifVersions(), context.now())) {
      case MergeOutcome.Refused(Refusal refusal) ->
          Turn.draft()
              .send(from, SessionFrames.refused(refusal.detail(), state.version(), sent.id()));
      case MergeOutcome.Unchanged() -> answered(Turn.draft(), from, sent, state);
      case MergeOutcome.Changed changed ->
          answered(ChittySession.carriedOut(changed, context), from, sent, changed.context());
    };
  }

  private static Turn answered(
      Turn turn, SocketId to, SessionFrames.FromClient sent, SessionContext now) {
    sent.id().ifPresent(id -> turn.send(to, SessionFrames.merged(id, now.version())));
    return turn;
  }
}
