package dev.holdfast.http.engine;

import dev.holdfast.http.EdgeResponse;
import dev.holdfast.http.Problems;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpResponseEncoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

/**
 * One connection that speaks HTTP/1.1, which Netty decodes and encodes: {@link Requests} come in,
 * are asked about, and their {@link Responses} leave in the same order.
 */
final class HttpConnection extends Tended {
  private final Service service;
  private final RequestDecoder decoder;
  private final Requests requests;
  private final Responses responses;
  private boolean inRead;
  private boolean switched;
  private long heardAt;

  HttpConnection(Loop loop, Service service) {
    super(loop);
    this.service = service;
    this.responses = new Responses(this, service);
    this.decoder = new RequestDecoder(service.decoding, this);
    this.requests = new Requests(this, service, responses, decoder);
    this.heardAt = loop.now();
  }

  /** Puts itself, and what it needs, behind what a new connection has already. */
  void open(ChannelPipeline pipeline) {
    pipeline.addLast(decoder, new HttpResponseEncoder(), this);
  }

  InetAddress peer() {
    return ((InetSocketAddress) channel().remoteAddress()).getAddress();
  }

  boolean secure() {
    return service.secure;
  }

  // What the channel says.

  /** Bytes have come. */
  void heard() {
    heardAt = loop.now();
    inRead = true;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object decoded) {
    requests.take(decoded);
  }

  /** Whether what has come is to be decoded. */
  boolean wantsInput() {
    return !switched && channel().isActive() && requests.wantsInput();
  }

  /** Whether what has come is of no use any more. */
  boolean dropsInput() {
    return requests.dropsInput();
  }

  /** So many bytes were of no use. */
  void dropped(int bytes) {
    responses.ignored(bytes);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    inRead = false;
    responses.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    work();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      responses.inputEnded();
      requests.inputEnded();
      work();
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    requests.gone();
    responses.gone();
  }

  // What the parts of this connection and its exchanges say.

  /** Reads on as far as there is something to read and room for it. */
  void work() {
    if (switched || decoder.decoding()) {
      return;
    }
    requests.readOn();
    if (switched) {
      return;
    }
    read(responses.lingering() || requests.wantsInput());
    if (!inRead) {
      responses.flush();
    }
  }

  /** A request is there. */
  void ask(Exchange exchange) {
    CompletionStage<EdgeResponse> answered = service.front.answer(exchange);
    if (answered instanceof CompletableFuture<EdgeResponse> future
        && future.state() == Future.State.SUCCESS) {
      exchange.answer(future.resultNow());
    } else {
      answered.whenComplete((response, impossible) -> {
        if (impossible == null) {
          exchange.answer(response);
        } else {
          onLoop(this::cut);
        }
      });
    }
  }

  /** A response is there, perhaps one that can leave. */
  void answered(Exchange exchange) {
    if (responses.over()) {
      Responses.discard(exchange.response());
      return;
    }
    guarded(() -> {
      responses.send();
      work();
    });
  }

  void streamPart(StreamedResponse stream, byte[] part) {
    responses.streamPart(stream, part);
  }

  void streamEnd(StreamedResponse stream) {
    guarded(() -> {
      responses.streamEnd(stream);
      work();
    });
  }

  /** Someone takes the body of this request from now on. */
  void bodyWanted(Exchange exchange) {
    requests.bodyWanted(exchange);
  }

  /** See {@link Requests#goOnAfter}. */
  boolean goesOnAfter(Exchange exchange, boolean wanted) {
    return requests.goOnAfter(exchange, wanted);
  }

  /** Hands the connection over to a WebSocket; nothing of HTTP stays. */
  void switchTo(SocketHandler socket) {
    switched = true;
    ChannelPipeline pipeline = context().pipeline();
    socket.open(pipeline);
    pipeline.remove(this);
    pipeline.remove(HttpResponseEncoder.class);
    socket.begin();
    // It passes on what has come for the socket already.
    pipeline.remove(decoder);
  }

  // Time.

  @Override
  void tick() {
    if (stalled(STALLED_AFTER) || responses.lingeredEnough()) {
      cut();
      return;
    }
    if (service.draining()) {
      drain();
    }
    if (responses.waiting() > 0 || responses.over() || !requests.wantsInput()) {
      heardAt = loop.now();
      requests.headIsNew();
    } else if (requests.headWaitsFor() > service.limits.headDeadline().toNanos()) {
      requests.refuse(Problems.headTooSlow(service.limits.headDeadline()));
      work();
    } else if (loop.now() - heardAt > service.limits.idleTimeout().toNanos()) {
      cut();
    }
  }

  @Override
  void drain() {
    if (responses.waiting() == 0 && requests.headWaitsFor() < 0 && !responses.over()) {
      requests.end();
      work();
    }
  }
}
