package dev.holdfast.runtime.testing;

import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.SocketId;
import dev.holdfast.runtime.spi.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A client's end of a socket of an object under test. */
public final class TestSocket {
  private final TestObject<?> object;
  private final SocketId id;
  private final RecordingHub.Open open;
  private long sent;

  TestSocket(TestObject<?> object, SocketId id, RecordingHub.Open open) {
    this.object = object;
    this.id = id;
    this.open = open;
  }

  public SocketId id() {
    return id;
  }

  /** Sends a text message; it takes effect before this returns. */
  public Answer send(String text) {
    return send(new Frame.Text(text));
  }

  /**
   * Sends a message; it takes effect before this returns. One that the type has an automatic answer
   * for is answered without the object.
   */
  public Answer send(Frame frame) {
    open.requireNotLost();
    if (object.answers(open, frame)) {
      return new Answer.Done();
    }
    sent++;
    return object.deliver(new ObjectEvent.FrameReceived(id, sent, frame));
  }

  /** Sends the newest message once more, as a hub does that does not know whether it arrived. */
  public Answer resend(Frame frame) {
    open.requireNotLost();
    return object.deliver(new ObjectEvent.FrameReceived(id, sent, frame));
  }

  /** Closes the socket from the client's side. */
  public void close() {
    if (!open.lost) {
      object.closed(id);
    }
  }

  /** Everything received so far, oldest first. */
  public List<Frame> frames() {
    return List.copyOf(open.received);
  }

  /** The text messages received so far, oldest first. */
  public List<String> texts() {
    List<String> texts = new ArrayList<>();
    for (Frame frame : open.received) {
      if (frame instanceof Frame.Text(String text)) {
        texts.add(text);
      }
    }
    return texts;
  }

  /** The newest message that was sent with this key, see {@code Turn.sendLatest}. */
  public Optional<Frame> latest(String key) {
    return Optional.ofNullable(open.latest.get(key));
  }

  /** Whether the object closed it, or its node went down. */
  public boolean isClosed() {
    return open.closed;
  }
}
