package dev.holdfast.http.engine;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.holdfast.http.socket.Connection;
import dev.holdfast.http.socket.SocketLink;
import dev.holdfast.http.socket.WireFrame;
import dev.holdfast.runtime.Frame;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ws.BinaryMessage;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.http.javadsl.model.ws.PeerClosedConnectionException;
import org.apache.pekko.http.javadsl.model.ws.TextMessage;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Ties a {@link SocketLink} to a Pekko WebSocket: pulls messages out of it as the client takes
 * them, and stops reading when it says so.
 *
 * <p>Limits of the engine: a close code or reason can be received but not sent (ending is 1000),
 * and a connection that ends without a close frame looks like a normal close (1000).
 */
final class SocketStage extends GraphStage<FlowShape<Message, Message>> {
  private static final int NORMAL = 1000;
  private static final int BROKEN = 1006;

  /** How long one message may take from its first byte to its last. */
  private static final Duration MESSAGE_DEADLINE = Duration.ofSeconds(30);

  private final Inlet<Message> in = Inlet.create("socket.in");
  private final Outlet<Message> out = Outlet.create("socket.out");
  private final SocketLink link;

  SocketStage(SocketLink link) {
    this.link = link;
  }

  @Override
  public FlowShape<Message, Message> shape() {
    return FlowShape.of(in, out);
  }

  @Override
  public GraphStageLogic createLogic(Attributes inheritedAttributes) {
    return new Logic();
  }

  /**
   * A streamed message that has been put together, or null for one that is too large or too slow.
   */
  private record Collected(@Nullable Frame frame) {}

  private final class Logic extends GraphStageLogic implements Connection {
    private final AsyncCallback<Boolean> ready = createAsyncCallback(this::onReady);
    private final AsyncCallback<Collected> collected = createAsyncCallback(this::onCollected);

    Logic() {
      super(SocketStage.this.shape());
      setHandler(
          in,
          new AbstractInHandler() {
            @Override
            public void onPush() {
              received(grab(in));
            }

            @Override
            public void onUpstreamFinish() {
              link.gone(NORMAL, "");
              completeStage();
            }

            @Override
            public void onUpstreamFailure(Throwable failure) {
              if (failure instanceof PeerClosedConnectionException closed) {
                link.gone(closed.closeCode(), closed.closeReason());
              } else {
                link.gone(BROKEN, "");
              }
              completeStage();
            }
          });
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              sendNext();
            }
          });
    }

    @Override
    public void preStart() {
      link.attach(this);
      pull(in);
    }

    @Override
    public void postStop() {
      link.gone(BROKEN, "");
    }

    @Override
    public void outgoingReady() {
      ready.invoke(true);
    }

    @Override
    public void incomingReady() {
      ready.invoke(false);
    }

    private void onReady(boolean outgoing) {
      if (outgoing) {
        sendNext();
      } else {
        readNext();
      }
    }

    private void sendNext() {
      if (!isAvailable(out)) {
        return;
      }
      WireFrame frame = link.poll();
      SocketLink.Closing closing = frame == null ? link.closing() : null;
      if (frame != null) {
        push(out, message(frame.message()));
      } else if (closing != null) {
        // This engine cannot send a code.
        if (closing.code() != NORMAL) {
          push(out, closeText(closing));
        }
        completeStage();
      }
    }

    private void readNext() {
      if (!hasBeenPulled(in) && !isClosed(in)) {
        pull(in);
      }
    }

    private void received(Message message) {
      if (message.isStrict()) {
        onCollected(new Collected(whole(message)));
        return;
      }
      collect(message)
          .whenComplete(
              (frame, failure) -> collected.invoke(new Collected(failure == null ? frame : null)));
    }

    private void onCollected(Collected message) {
      if (message.frame() == null) {
        link.tooLarge();
      } else if (link.received(message.frame())) {
        readNext();
      }
    }

    private @Nullable Frame whole(Message message) {
      Frame frame =
          message.isText()
              ? new Frame.Text(message.asTextMessage().getStrictText())
              : new Frame.Binary(message.asBinaryMessage().getStrictData().toArrayUnsafe());
      return tooLarge(frame) ? null : frame;
    }

    private boolean tooLarge(Frame frame) {
      // A character is at most three bytes of UTF-8: only what may be too large is encoded to tell.
      return switch (frame) {
        case Frame.Text(String text) ->
            text.length() > link.frameBytesMax() / 3 && frame.size() > link.frameBytesMax();
        case Frame.Binary(byte[] bytes) -> bytes.length > link.frameBytesMax();
      };
    }

    private CompletionStage<Frame> collect(Message message) {
      return message.isText()
          ? collectText(message.asTextMessage())
          : collectBinary(message.asBinaryMessage());
    }

    private CompletionStage<Frame> collectText(TextMessage message) {
      return message
          .getStreamedText()
          .completionTimeout(MESSAGE_DEADLINE)
          .runWith(
              Sink.fold(
                  new StringBuilder(),
                  (text, part) -> {
                    requireFits(text.length() + part.length());
                    return text.append(part);
                  }),
              materializer())
          .thenApply(text -> {
            Frame frame = new Frame.Text(text.toString());
            requireFits(tooLarge(frame) ? Integer.MAX_VALUE : 0);
            return frame;
          });
    }

    private CompletionStage<Frame> collectBinary(BinaryMessage message) {
      return message
          .getStreamedData()
          .completionTimeout(MESSAGE_DEADLINE)
          .runWith(
              Sink.fold(
                  new ByteArrayOutputStream(),
                  (bytes, part) -> {
                    requireFits(bytes.size() + part.size());
                    bytes.writeBytes(part.toArrayUnsafe());
                    return bytes;
                  }),
              materializer())
          .thenApply(bytes -> new Frame.Binary(bytes.toByteArray()));
    }

    private void requireFits(int size) {
      if (size > link.frameBytesMax()) {
        throw new IllegalStateException("message too large");
      }
    }
  }

  private static Message closeText(SocketLink.Closing closing) {
    StringBuilder json = new StringBuilder("{\"t\":\"close\",\"code\":");
    json.append(closing.code()).append(",\"reason\":\"");
    JsonStringEncoder.getInstance().quoteAsString(closing.reason(), json);
    return TextMessage.create(json.append("\"}").toString());
  }

  private static Message message(Frame frame) {
    return switch (frame) {
      case Frame.Text(String text) -> TextMessage.create(text);
      case Frame.Binary(byte[] bytes) -> BinaryMessage.create(ByteString.fromArrayUnsafe(bytes));
    };
  }
}
