package dev.holdfast.http.engine;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Counts open connections, and accepts no more at the bound: then they queue in the kernel. On the
 * listening channel; callable from any thread.
 */
@Sharable
final class ConnectionCount extends ChannelInboundHandlerAdapter {
  private final int max;
  private final ChannelFutureListener onClose = closed -> left();
  private int open;
  private @Nullable Channel listening;
  private @Nullable Runnable whenNone;

  ConnectionCount(int max) {
    this.max = max;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object accepted) {
    synchronized (this) {
      open++;
      listening = context.channel();
      if (open >= max) {
        context.channel().config().setAutoRead(false);
      }
    }
    ((Channel) accepted).closeFuture().addListener(onClose);
    context.fireChannelRead(accepted);
  }

  /** Calls back once when there is none, at once if so. */
  void whenNone(Runnable callback) {
    synchronized (this) {
      if (open > 0) {
        whenNone = callback;
        return;
      }
    }
    callback.run();
  }

  private void left() {
    Runnable last = null;
    synchronized (this) {
      open--;
      if (open == max - 1 && listening != null && listening.isOpen()) {
        listening.config().setAutoRead(true);
      }
      if (open == 0) {
        last = whenNone;
        whenNone = null;
      }
    }
    if (last != null) {
      last.run();
    }
  }
}
