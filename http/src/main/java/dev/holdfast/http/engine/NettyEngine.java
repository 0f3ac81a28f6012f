package dev.holdfast.http.engine;

import dev.holdfast.http.EdgeSettings;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** A listening port, served by Netty. Callable from any thread. */
public final class NettyEngine {
  /** One alone would stand still while a connection is being accepted or a key is being made. */
  private static final int THREADS_MIN = 2;

  /** Accepting is cheap; clients that all come after a restart should queue, not be refused. */
  private static final int BACKLOG = 1_024;

  /** The first read of a connection, and the largest; what a read did not need is given back. */
  private static final int READ_BYTES_FIRST = 1_024;

  private static final int READ_BYTES_MAX = 65_536;

  private static final long LAST_TASKS_MILLIS = 1_000;

  private final EventLoopGroup group;
  private final IdentityHashMap<EventLoop, Loop> loops;
  private final Service service;
  private final ConnectionCount connections;
  private final Channel listening;

  private NettyEngine(
      EventLoopGroup group,
      IdentityHashMap<EventLoop, Loop> loops,
      Service service,
      ConnectionCount connections,
      Channel listening) {
    this.group = group;
    this.loops = loops;
    this.service = service;
    this.connections = connections;
    this.listening = listening;
  }

  /**
   * Starts to listen; the stage fails when the address is taken or not ours. Throws {@link
   * IllegalArgumentException} when certificate or key cannot be used.
   */
  public static CompletionStage<NettyEngine> start(EdgeSettings settings, Front front) {
    SSLContext tls = settings.tls().map(PemTls::context).orElse(null);
    Service service = new Service(settings.limits(), front, tls != null);
    int threads = Math.max(THREADS_MIN, Runtime.getRuntime().availableProcessors());
    EventLoopGroup group =
        new MultiThreadIoEventLoopGroup(
            threads, new DefaultThreadFactory("holdfast-edge", true), NioIoHandler.newFactory());
    IdentityHashMap<EventLoop, Loop> loops = new IdentityHashMap<>();
    for (EventExecutor executor : group) {
      EventLoop events = (EventLoop) executor;
      loops.put(events, new Loop(events, settings.limits()));
    }
    ConnectionCount connections = new ConnectionCount(settings.limits().connectionsMax());
    CompletableFuture<NettyEngine> started = new CompletableFuture<>();
    bootstrap(group, threads)
        .handler(connections)
        .childHandler(new Opening(loops, service, tls))
        .bind(new InetSocketAddress(settings.host(), settings.port()))
        .addListener((io.netty.channel.ChannelFuture bound) -> {
          if (bound.isSuccess()) {
            started.complete(new NettyEngine(group, loops, service, connections, bound.channel()));
          } else {
            var _ = group.shutdownGracefully(0, LAST_TASKS_MILLIS, TimeUnit.MILLISECONDS);
            started.completeExceptionally(bound.cause());
          }
        });
    return started;
  }

  private static ServerBootstrap bootstrap(EventLoopGroup group, int threads) {
    // One arena a loop, in chunks of 4 MiB.
    ByteBufAllocator buffers =
        new PooledByteBufAllocator(
            true,
            0,
            threads,
            8_192,
            9,
            PooledByteBufAllocator.defaultSmallCacheSize(),
            PooledByteBufAllocator.defaultNormalCacheSize(),
            false);
    return new ServerBootstrap()
        .group(group)
        .channel(NioServerSocketChannel.class)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .option(ChannelOption.SO_REUSEADDR, true)
        // One at a time, so that the bound on connections is exact.
        .option(
            ChannelOption.RECVBUF_ALLOCATOR,
            new ServerChannelRecvByteBufAllocator().maxMessagesPerRead(1))
        .childOption(ChannelOption.ALLOCATOR, buffers)
        .childOption(
            ChannelOption.RECVBUF_ALLOCATOR,
            new AdaptiveRecvByteBufAllocator(64, READ_BYTES_FIRST, READ_BYTES_MAX))
        // Answers are written whole: waiting for more to send would only delay them.
        .childOption(ChannelOption.TCP_NODELAY, true)
        // A client that has sent its last request may say so and still wait for the answer.
        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
  }

  /** The port it listens on. */
  public int port() {
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  /**
   * Stops listening, lets requests in flight finish within the deadline, then closes every
   * connection. The stage never fails.
   *
   * @param deaf told when nothing new is accepted any more: a client that is sent away before would
   *     come back here
   */
  public CompletionStage<Void> stop(Duration deadline, Runnable deaf) {
    CompletableFuture<Void> stopped = new CompletableFuture<>();
    service.drain();
    var _ =
        group
            .next()
            .schedule(
                () -> {
                  all(Tended::cut);
                  end(stopped);
                },
                deadline.toMillis(),
                TimeUnit.MILLISECONDS);
    listening
        .close()
        .addListener(closed -> {
          deaf.run();
          all(Tended::drain);
          connections.whenNone(() -> end(stopped));
        });
    return stopped;
  }

  private void all(Consumer<Tended> ask) {
    loops.forEach((events, loop) -> events.execute(() -> loop.forEach(ask)));
  }

  private void end(CompletableFuture<Void> stopped) {
    group
        .shutdownGracefully(0, LAST_TASKS_MILLIS, TimeUnit.MILLISECONDS)
        .addListener(ended -> stopped.complete(null));
  }

  /** Sets up each new connection. */
  private static final class Opening extends ChannelInitializer<Channel> {
    private final IdentityHashMap<EventLoop, Loop> loops;
    private final Service service;
    private final @Nullable SSLContext tls;

    Opening(IdentityHashMap<EventLoop, Loop> loops, Service service, @Nullable SSLContext tls) {
      this.loops = loops;
      this.service = service;
      this.tls = tls;
    }

    @Override
    protected void initChannel(Channel channel) {
      if (tls != null) {
        SSLEngine engine = tls.createSSLEngine();
        engine.setUseClientMode(false);
        channel.pipeline().addLast(new SslHandler(engine));
      }
      Loop loop = loops.get(channel.eventLoop());
      if (loop == null) {
        throw new IllegalStateException("a channel on a loop that is not the engine's");
      }
      new HttpConnection(loop, service).open(channel.pipeline());
    }
  }
}
