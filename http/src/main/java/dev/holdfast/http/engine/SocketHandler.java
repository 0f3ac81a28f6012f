package dev.holdfast.http.engine;

import dev.holdfast.http.socket.Connection;
import dev.holdfast.http.socket.SocketLimits;
import dev.holdfast.http.socket.SocketLink;
import dev.holdfast.http.socket.WireFrame;
import dev.holdfast.runtime.Frame;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket (RFC 6455) between its connection and its {@link SocketLink}: Netty decodes what
 * the client sends, and no more of it than the link takes. Sends no faster than the client reads,
 * and holds next to nothing while it waits.
 */
final class SocketHandler extends Tended implements Connection, Runnable {
  /** The connection broke without a close frame; never on the wire. */
  static final int BROKEN = 1006;

  /** The client closed without saying why; never on the wire. */
  static final int NO_STATUS = 1005;

  /** From our close frame, or the wish to send it, until the connection is cut. */
  static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

  /** From the first byte of a message to its last. */
  static final Duration MESSAGE_DEADLINE = Duration.ofSeconds(30);

  /** The largest close code that has a meaning, if only to those who use it. */
  private static final int CODE_MAX = 4_999;

  private final SocketLink link;
  private final SocketLimits limits;
  private final boolean deflate;
  private final FrameDecoder decoder;
  private final IncomingFrames incoming;

  /** A close frame is written: nothing follows it. */
  private boolean closing;

  private byte @Nullable [] pong;
  private boolean pinged;
  private boolean gone;
  private long heardAt;
  private long closingSince;

  SocketHandler(Loop loop, Service service, SocketLink link, boolean deflate) {
    super(loop);
    this.link = link;
    this.limits = service.limits.sockets();
    this.deflate = deflate;
    this.incoming = new IncomingFrames(link.frameBytesMax());
    this.decoder = new FrameDecoder(service.unfinished, deflate, this, incoming);
    this.heardAt = loop.now();
  }

  /** Puts itself, and what it needs, behind what its connection has already. */
  void open(ChannelPipeline pipeline) {
    pipeline.addLast(decoder, this);
  }

  /** The switch is written. */
  void begin() {
    if (channel().isActive()) {
      link.attach(this);
      read(true);
    } else {
      gone(BROKEN, "");
    }
  }

  // What the link asks for, by any thread.

  @Override
  public void outgoingReady() {
    later(this);
  }

  @Override
  public void incomingReady() {
    later(() -> guarded(this::resume));
  }

  /** Sends what waits. */
  @Override
  public void run() {
    guarded(this::send);
  }

  // In.

  /** Bytes have come. */
  void heard() {
    heardAt = loop.now();
    pinged = false;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object decoded) {
    WebSocketFrame frame = (WebSocketFrame) decoded;
    try {
      IncomingFrames.requireNoReservedBit(frame);
      take(frame);
    } catch (BadFrame bad) {
      fail(bad);
    } finally {
      frame.release();
    }
  }

  private void take(WebSocketFrame frame) {
    switch (frame) {
      // Only the newest is answered (RFC 6455, 5.5.3): a flood of pings queues one pong.
      case PingWebSocketFrame ping -> pong = ByteBufUtil.getBytes(ping.content());
      case CloseWebSocketFrame close -> closed(close);
      case PongWebSocketFrame _ -> {}
      default -> message(incoming.take(frame, loop.now()));
    }
  }

  private void message(@Nullable Frame message) {
    if (message != null && !closing && !link.received(message)) {
      decoder.pause();
      read(false);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    sendPong();
  }

  private void resume() {
    if (!closing && decoder.paused()) {
      heardAt = loop.now();
      decoder.resume();
      sendPong();
      read(!decoder.paused());
    }
  }

  private void closed(CloseWebSocketFrame close) {
    int code = close.statusCode();
    if (code > CODE_MAX) {
      throw new BadFrame(BadFrame.PROTOCOL, "the close code may not be sent");
    }
    boolean answers = !closing;
    closing = true;
    decoder.deafen();
    if (answers) {
      closingSince = loop.now();
      context()
          .writeAndFlush(CloseFrames.answer(context().alloc(), code))
          .addListener(ChannelFutureListener.CLOSE);
    } else {
      cut();
    }
    gone(code < 0 ? NO_STATUS : code, close.reasonText());
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      cut();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    gone(BROKEN, "");
  }

  private void gone(int code, String reason) {
    if (!gone) {
      gone = true;
      link.gone(code, reason);
    }
  }

  // Out.

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (context.channel().isWritable()) {
      sendPong();
      send();
    }
  }

  private void send() {
    if (closing) {
      return;
    }
    FrameBatch batch = new FrameBatch(this, deflate);
    WireFrame frame = null;
    boolean room = channel().isWritable();
    while (room && (frame = link.poll()) != null) {
      batch.add(frame);
      room = channel().isWritable();
    }
    boolean moved = batch.end();
    SocketLink.Closing wish = link.closing();
    if (wish != null && room) {
      close(wish.code(), wish.reason());
    } else if (wish != null && (moved || closingSince == 0)) {
      // The client gets what is queued for it, as long as it takes it.
      closingSince = loop.now();
    }
  }

  private void sendPong() {
    byte[] payload = pong;
    if (payload != null && !closing && channel().isWritable()) {
      pong = null;
      send(FrameBatch.control(context().alloc(), FrameBatch.PONG, payload));
    }
  }

  private void close(int code, String reason) {
    closing = true;
    closingSince = loop.now();
    incoming.drop();
    // Nothing passes any more, either way.
    gone(code, reason);
    send(CloseFrames.of(context().alloc(), code, reason));
    if (decoder.deaf()) {
      // Its own close cannot be found any more: the end of the connection must tell it.
      hangUpWhenSent();
    }
    decoder.resume();
    read(true);
  }

  /** The client broke the protocol, or a bound. */
  void fail(BadFrame bad) {
    if (bad.code() == BadFrame.PROTOCOL) {
      decoder.deafen();
    }
    if (closing) {
      if (decoder.deaf()) {
        hangUpWhenSent();
      }
    } else if (bad.code() == BadFrame.TOO_BIG) {
      incoming.drop();
      link.tooLarge();
    } else {
      close(bad.code(), bad.reason());
    }
  }

  // Time.

  @Override
  void tick() {
    long now = loop.now();
    // A client that takes nothing is as good as gone, also where it goes on sending.
    if (stalled(limits.deadAfter())
        || (closingSince != 0 && now - closingSince > CLOSE_WAIT.toNanos())) {
      cut();
      return;
    }
    if (!channel().isWritable()) {
      // The link may have ended meanwhile, which only asking tells.
      send();
    }
    if (decoder.paused()) {
      // It may be sending and we do not listen.
      heardAt = now;
    } else if (!closing) {
      judge(now);
    }
  }

  private void judge(long now) {
    long silent = now - heardAt;
    long begun = incoming.begun() != 0 ? incoming.begun() : decoder.begun();
    if (begun != 0 && now - begun > MESSAGE_DEADLINE.toNanos()) {
      fail(new BadFrame(BadFrame.POLICY, "a message did not end in time"));
    } else if (silent > limits.deadAfter().toNanos()) {
      cut();
    } else if (silent > limits.pingAfter().toNanos() && !pinged && channel().isWritable()) {
      pinged = true;
      send(FrameBatch.control(context().alloc(), FrameBatch.PING, new byte[0]));
    }
  }

  /** The hub has said goodbye to it: it ends when that is sent. */
  @Override
  void drain() {}
}
