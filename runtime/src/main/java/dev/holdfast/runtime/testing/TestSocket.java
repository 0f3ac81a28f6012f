package dev.holdfast.runtime.testing;

import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.SocketId;
import dev.holdfast.runtime.spi.Answer;
import java.util.ArrayList;
import java.util.List;

/** A client's end of a socket in an {@link ObjectTester}. */
public final class TestSocket {
  private final ObjectTester<?> tester;
  private final SocketId id;
  private final RecordingHub.Open open;
  private long sent;

  TestSocket(ObjectTester<?> tester, SocketId id, RecordingHub.Open open) {
    this.tester = tester;
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

  /** Sends a message; it takes effect before this returns. */
  public Answer send(Frame frame) {
    sent++;
    return tester.deliver(new ObjectEvent.FrameReceived(id, sent, frame));
  }

  /** Sends the newest message once more, as a hub does that does not know whether it arrived. */
  public Answer resend(Frame frame) {
    return tester.deliver(new ObjectEvent.FrameReceived(id, sent, frame));
  }

  /** Closes the socket from the client's side. */
  public void close() {
    tester.closed(id);
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

  /** Whether the object closed it. */
  public boolean isClosed() {
    return open.closed;
  }
}
