package dev.holdfast.http.engine;

import dev.holdfast.http.EdgeResponse;
import dev.holdfast.http.Problems;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

/**
 * One connection that speaks HTTP/1.1: {@link Requests} come in, are asked about, and their {@link
 * Responses} leave in the same order.
 */
final class HttpConnection extends Tended {
  private final Service service;
  private final Requests requests;
  private final Responses responses;
  private boolean inRead;
  private boolean switched;
  private long heardAt;

  HttpConnection(Loop loop, Service service) {
    super(loop);
    this.service = service;
    this.responses = new Responses(this, service);
    this.requests = new Requests(this, service, responses);
    this.heardAt = loop.now();
  }

  InetAddress peer() {
    return ((InetSocketAddress) channel().remoteAddress()).getAddress();
  }

  boolean secure() {
    return service.secure;
  }

  // What the channel says.

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    heardAt = loop.now();
    inRead = true;
    requests.take((ByteBuf) message);
    work();
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
    if (switched || !requests.readOn() || switched) {
      return;
    }
    read(requests.wantsInput());
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

  /** Hands the connection over to what speaks another protocol, with what came for it already. */
  void switchTo(SocketHandler socket) {
    switched = true;
    ByteBuf rest = requests.rest();
    context().pipeline().replace(this, null, socket);
    socket.begin(rest);
  }

  // Time.

  @Override
  void tick() {
    if (stalled() || responses.lingeredEnough()) {
      cut();
      return;
    }
    if (service.draining()) {
      drain();
    }
    if (responses.waiting() > 0 || responses.over()) {
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
