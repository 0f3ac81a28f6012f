package dev.holdfast.http.engine;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What speaks on one connection, and is looked after by its {@link Loop}: once in a while it is
 * asked whether a time of its own has passed. So no connection has a timer while it waits.
 */
abstract class Tended extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(Tended.class);

  /** How long a client may take nothing of what is written to it. */
  static final Duration STALLED_AFTER = Duration.ofSeconds(15);

  final Loop loop;

  // The loop's list of all it tends.
  @Nullable Tended before;
  @Nullable Tended after;

  private @Nullable ChannelHandlerContext context;
  private long written = -1;
  private long writtenAt;

  Tended(Loop loop) {
    this.loop = loop;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
    loop.tend(this);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext removed) {
    loop.leave(this);
  }

  final ChannelHandlerContext context() {
    ChannelHandlerContext added = context;
    if (added == null) {
      throw new IllegalStateException("the handler is not in a pipeline yet");
    }
    return added;
  }

  final Channel channel() {
    return context().channel();
  }

  /** Time has passed; see {@link Loop#now}. */
  abstract void tick();

  /** The node stops: end when what is under way is done. */
  abstract void drain();

  /** Ends the connection now. */
  final void cut() {
    var _ = context().close();
  }

  /** Writes, to be flushed later; a failure is an exception of the connection. */
  final void write(Object message) {
    var _ = context().write(message, channel().voidPromise());
  }

  /** Writes now; a failure is an exception of the connection. */
  final void send(Object message) {
    var _ = context().writeAndFlush(message, channel().voidPromise());
  }

  /** By any thread: runs this on the loop, later. */
  final void later(Runnable task) {
    try {
      loop.events.execute(task);
    } catch (RejectedExecutionException stopped) {
      // The engine has stopped and closed all connections.
    }
  }

  /** Runs this; a fault of it ends the connection, as one in a handler does. */
  final void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException fault) {
      failed(fault);
    }
  }

  /** By any thread: runs this on the loop, at once where it is the loop that asks. */
  final void onLoop(Runnable task) {
    if (loop.events.inEventLoop()) {
      task.run();
    } else {
      later(task);
    }
  }

  /** Tells the client, after what was written, that nothing more comes; it may still send. */
  final void hangUp() {
    SslHandler tls = context().pipeline().get(SslHandler.class);
    if (tls != null) {
      var _ = tls.closeOutbound();
    } else if (channel() instanceof DuplexChannel tcp) {
      var _ = tcp.shutdownOutput();
    }
  }

  /** {@link #hangUp} once all that was written has left. */
  final void hangUpWhenSent() {
    context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> hangUp());
  }

  final void read(boolean wanted) {
    if (channel().config().isAutoRead() != wanted) {
      channel().config().setAutoRead(wanted);
    }
  }

  /** Whether the client has taken nothing of what waits for it, for too long. */
  final boolean stalled(Duration after) {
    ChannelOutboundBuffer waiting = channel().unsafe().outboundBuffer();
    if (waiting == null || waiting.totalPendingWriteBytes() == 0) {
      written = -1;
      return false;
    }
    long left = waiting.totalPendingWriteBytes() - waiting.currentProgress();
    if (left != written) {
      written = left;
      writtenAt = loop.now();
      return false;
    }
    return loop.now() - writtenAt > after.toNanos();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext caught, Throwable failure) {
    failed(failure);
  }

  /** Ends the connection. Clients that come and go are no news, faults of ours are. */
  final void failed(Throwable failure) {
    Throwable root = failure instanceof DecoderException ? failure.getCause() : failure;
    if (!(root instanceof IOException)) {
      LOG.error("a connection was closed because of a fault of the edge", failure);
    }
    cut();
  }
}
