package dev.holdfast.http.engine;

import dev.holdfast.http.socket.Connection;
import dev.holdfast.http.socket.SocketLimits;
import dev.holdfast.http.socket.SocketLink;
import dev.holdfast.http.socket.WireFrame;
import dev.holdfast.runtime.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket (RFC 6455) between its connection and its {@link SocketLink}: reads no more than
 * the link takes, sends no faster than the client reads, and holds next to nothing while it waits.
 */
final class SocketHandler extends Tended implements Connection, FrameReader.Listener, Runnable {
  /** The connection broke without a close frame; never on the wire. */
  static final int BROKEN = 1006;

  /** The client closed without saying why; never on the wire. */
  static final int NO_STATUS = 1005;

  /** From our close frame, or the wish to send it, until the connection is cut. */
  static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

  /** From the first byte of a message to its last. */
  static final Duration MESSAGE_DEADLINE = Duration.ofSeconds(30);

  private enum Stage {
    OPEN,
    /** A close frame is written: nothing follows it. */
    CLOSING
  }

  private final SocketLink link;
  private final SocketLimits limits;
  private final boolean deflate;
  private final IncomingFrames incoming;
  private Stage stage = Stage.OPEN;
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
    this.incoming = new IncomingFrames(new FrameReader(link.frameBytesMax(), deflate), this);
    this.heardAt = loop.now();
  }

  /** The switch is written. */
  void begin(@Nullable ByteBuf alreadyCame) {
    if (!channel().isActive()) {
      ReferenceCountUtil.safeRelease(alreadyCame);
      gone(BROKEN, "");
      return;
    }
    link.attach(this);
    if (alreadyCame != null) {
      take(alreadyCame);
      sendPong();
    }
    read(!incoming.paused());
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

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    heardAt = loop.now();
    pinged = false;
    take((ByteBuf) message);
  }

  private void take(ByteBuf bytes) {
    reading(() -> incoming.take(context().alloc(), bytes));
  }

  private void reading(Runnable read) {
    try {
      read.run();
    } catch (BadFrame bad) {
      fail(bad);
    } catch (Messages.TooLarge inflated) {
      tooLarge();
      reading(incoming::resume);
    }
  }

  @Override
  public void message(Frame message) {
    if (stage == Stage.OPEN && !link.received(message)) {
      incoming.pause();
      read(false);
    }
  }

  @Override
  public void tooLarge() {
    if (stage == Stage.OPEN) {
      incoming.drop();
      link.tooLarge();
    }
  }

  @Override
  public void control(int opcode, byte[] payload) {
    switch (opcode) {
      // Only the newest is answered (RFC 6455, 5.5.3): a flood of pings queues one pong.
      case FrameReader.PING -> pong = payload;
      case FrameReader.CLOSE -> closed(payload);
      default -> {}
    }
  }

  @Override
  public long now() {
    return loop.now();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    sendPong();
  }

  private void resume() {
    if (stage == Stage.OPEN && incoming.paused()) {
      heardAt = loop.now();
      reading(incoming::resume);
      sendPong();
      read(!incoming.paused());
    }
  }

  private void closed(byte[] payload) {
    int code = CloseFrames.code(payload);
    String reason = CloseFrames.reason(payload);
    boolean answers = stage == Stage.OPEN;
    stage = Stage.CLOSING;
    incoming.deafen();
    if (answers) {
      closingSince = loop.now();
      context()
          .writeAndFlush(CloseFrames.answer(context().alloc(), payload))
          .addListener(ChannelFutureListener.CLOSE);
    } else {
      cut();
    }
    gone(code, reason);
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
    incoming.release();
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
    if (stage != Stage.OPEN) {
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
    SocketLink.Closing closing = link.closing();
    if (closing != null && room) {
      close(closing.code(), closing.reason());
    } else if (closing != null && (moved || closingSince == 0)) {
      // The client gets what is queued for it, as long as it takes it.
      closingSince = loop.now();
    }
  }

  private void sendPong() {
    byte[] payload = pong;
    if (payload != null && stage == Stage.OPEN && channel().isWritable()) {
      pong = null;
      send(FrameBatch.control(context().alloc(), FrameReader.PONG, payload));
    }
  }

  private void close(int code, String reason) {
    stage = Stage.CLOSING;
    closingSince = loop.now();
    incoming.drop();
    // Nothing passes any more, either way.
    gone(code, reason);
    send(CloseFrames.of(context().alloc(), code, reason));
    reading(incoming::resume);
    read(true);
  }

  private void fail(BadFrame bad) {
    if (stage == Stage.OPEN) {
      close(bad.code(), bad.reason());
    }
    if (bad.code() == BadFrame.PROTOCOL) {
      // Its own close frame could not be found any more: the end of the connection must tell it.
      incoming.deafen();
      context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> hangUp());
    }
  }

  // Time.

  @Override
  void tick() {
    long now = loop.now();
    if (closingSince != 0 && now - closingSince > CLOSE_WAIT.toNanos()) {
      cut();
      return;
    }
    if (!channel().isWritable()) {
      // The link may have ended meanwhile, which only asking tells.
      send();
    }
    if (incoming.paused()) {
      // It may be sending and we do not listen.
      heardAt = now;
    } else if (stage == Stage.OPEN) {
      judge(now);
    }
  }

  private void judge(long now) {
    long silent = now - heardAt;
    if (incoming.begun() != 0 && now - incoming.begun() > MESSAGE_DEADLINE.toNanos()) {
      fail(new BadFrame(BadFrame.POLICY, "a message did not end in time"));
    } else if (silent > limits.deadAfter().toNanos()) {
      gone(BROKEN, "");
      cut();
    } else if (silent > limits.pingAfter().toNanos() && !pinged && channel().isWritable()) {
      pinged = true;
      send(FrameBatch.control(context().alloc(), FrameReader.PING, new byte[0]));
    }
  }

  /** The hub has said goodbye to it: it ends when that is sent. */
  @Override
  void drain() {}
}
