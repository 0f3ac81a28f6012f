package dev.holdfast.actors.examples;

import dev.holdfast.actors.LogFollowing;
import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.Log;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Turn;

/**
 * A room of sockets: each text frame is stored in the room's log and then sent, as it came, to
 * every socket of the room, the sender's too. Every socket gets all frames in the same order; with
 * {@code ?after=SEQ} first those it missed.
 */
public final class Room implements DurableObject<Message> {
  public static final ObjectType<Message> TYPE = ObjectType.of("room", Room::new);

  /** Frames a room keeps for those who come back. An example need not remember for ever. */
  static final long FRAMES_KEPT_MAX = 100_000;

  static final Log<String> FRAMES = Log.of("frames", String.class).keeping(FRAMES_KEPT_MAX);

  /** Our close code for a frame that is not text (RFC 6455, 7.4.2: 4000 to 4999 are private). */
  static final int CLOSE_NOT_TEXT = 4003;

  @Override
  public Turn onSocketOpen(ObjectEvent.SocketOpening opening, ObjectContext context) {
    return LogFollowing.accept(opening, FRAMES, context);
  }

  /** The sockets follow the log, so the append is the broadcast. */
  @Override
  public Turn onSocketFrame(ObjectEvent.FrameReceived frame, ObjectContext context) {
    return switch (frame.frame()) {
      case Frame.Text(String text) -> Turn.draft().append(FRAMES, text);
      case Frame.Binary _ ->
          Turn.draft().close(frame.socket(), CLOSE_NOT_TEXT, "a room takes text frames only");
    };
  }
}
