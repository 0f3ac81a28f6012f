package dev.holdfast.bench.contender;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * All WebSockets of a bare server: each frame goes to every one, encoded once, in the same order
 * everywhere. Gathering, what comes at once leaves with one system call a socket; otherwise each
 * frame has one of its own.
 *
 * <p>Thread rule: callable from any thread.
 */
final class RawRoom {
  private final Map<EventLoop, Part> parts = new LinkedHashMap<>();
  private final boolean gathering;

  RawRoom(boolean gathering) {
    this.gathering = gathering;
  }

  synchronized void join(Channel channel) {
    part(channel).join(channel);
  }

  synchronized void leave(Channel channel) {
    part(channel).leave(channel);
  }

  private Part part(Channel channel) {
    return parts.computeIfAbsent(channel.eventLoop(), loop -> new Part(loop, gathering));
  }

  /** Sends to all. Takes over the encoded frame. */
  synchronized void send(ByteBuf frame) {
    for (Part part : parts.values()) {
      part.send(frame.retainedDuplicate());
    }
    frame.release();
  }

  /** The sockets of one event loop; all but the first step runs on it. */
  private static final class Part {
    private final EventLoop loop;
    private final Set<ChannelHandlerContext> sockets = new LinkedHashSet<>();
    private final boolean gathering;
    private boolean flushing;

    Part(EventLoop loop, boolean gathering) {
      this.loop = loop;
      this.gathering = gathering;
    }

    // The first of its handlers: frames are encoded, and need not pass by the others.
    void join(Channel channel) {
      loop.execute(() -> sockets.add(channel.pipeline().firstContext()));
    }

    void leave(Channel channel) {
      loop.execute(() -> sockets.removeIf(socket -> socket.channel().equals(channel)));
    }

    void send(ByteBuf frame) {
      loop.execute(() -> write(frame));
    }

    private void write(ByteBuf frame) {
      for (ChannelHandlerContext socket : sockets) {
        ByteBuf copy = frame.retainedDuplicate();
        var _ = gathering ? socket.write(copy) : socket.writeAndFlush(copy);
      }
      frame.release();
      if (gathering && !flushing) {
        flushing = true;
        // Behind the frames that are waiting to be written by now.
        loop.execute(this::flush);
      }
    }

    private void flush() {
      flushing = false;
      sockets.forEach(ChannelHandlerContext::flush);
    }
  }
}
