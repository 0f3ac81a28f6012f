package dev.holdfast.bench.contender;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * A bare WebSocket server on Netty: each text goes to all sockets as it came. No objects, no
 * storage, no bounds: what a broadcast costs at least.
 */
public final class RawSocketMain {
  private static final int BACKLOG = 1_024;
  private static final int HEAD_BYTES_MAX = 8 << 10;

  /**
   * RFC 6455, 5.2: the final frame of a text, and the length that says that two bytes of it follow.
   */
  private static final int FINAL_TEXT = 0x81;

  private static final int LENGTH_FOLLOWS = 126;

  private RawSocketMain() {}

  /**
   * Argument: {@code gathering} for one flush of all that comes at once, or {@code flushing} for
   * one of each frame, as {@code writeAndFlush} has it. Ends with its standard input or by SIGTERM.
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    RawRoom room = new RawRoom(arguments[0].equals("gathering"));
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            Runtime.getRuntime().availableProcessors(), NioIoHandler.newFactory());
    Channel server =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(new Pipeline(room))
            .bind("127.0.0.1", 0)
            .sync()
            .channel();
    int port = ((InetSocketAddress) server.localAddress()).getPort();
    System.out.println("ready http://127.0.0.1:" + port);
    while (System.in.read() >= 0) {
      // No orders are taken; the end of the input is the end of who started this.
    }
    System.exit(0);
  }

  private static final class Pipeline extends ChannelInitializer<Channel> {
    private final RawRoom room;

    Pipeline(RawRoom room) {
      this.room = room;
    }

    @Override
    protected void initChannel(Channel channel) {
      channel
          .pipeline()
          .addLast(
              new HttpServerCodec(),
              new HttpObjectAggregator(HEAD_BYTES_MAX),
              new WebSocketServerProtocolHandler("/", true),
              new Member(room));
    }
  }

  private static final class Member extends SimpleChannelInboundHandler<TextWebSocketFrame> {
    private final RawRoom room;

    Member(RawRoom room) {
      this.room = room;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete) {
        room.join(context.channel());
      }
      context.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      room.leave(context.channel());
      context.fireChannelInactive();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
      room.send(encoded(context, frame.content()));
    }

    private static ByteBuf encoded(ChannelHandlerContext context, ByteBuf text) {
      int length = text.readableBytes();
      ByteBuf encoded = context.alloc().directBuffer(length + 4).writeByte(FINAL_TEXT);
      if (length < LENGTH_FOLLOWS) {
        encoded.writeByte(length);
      } else {
        encoded.writeByte(LENGTH_FOLLOWS).writeShort(length);
      }
      return encoded.writeBytes(text);
    }
  }
}
