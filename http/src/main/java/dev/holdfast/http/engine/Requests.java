package dev.holdfast.http.engine;

import dev.holdfast.http.Problem;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.EOFException;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one connection. No more is decoded than is worked on: up to {@value
 * #PIPELINED_MAX} requests at once, and of a body only while someone takes it. What came beyond
 * that waits in the {@link RequestDecoder}, and the connection is not read from.
 */
final class Requests {
  /** Requests in work of one connection: it cannot take all of requestsMax. */
  static final int PIPELINED_MAX = 16;

  private final HttpConnection connection;
  private final Service service;
  private final Responses responses;
  private final RequestDecoder decoder;

  /** The request whose body is not complete. */
  private @Nullable Exchange receiving;

  /** No request is read any more: one was the last, or could not be read. */
  private boolean noMore;

  private boolean inputEnded;
  private boolean headBegun;
  private long headSince;

  Requests(
      HttpConnection connection, Service service, Responses responses, RequestDecoder decoder) {
    this.connection = connection;
    this.service = service;
    this.responses = responses;
    this.decoder = decoder;
  }

  /** Takes a head, or a part of a body, and releases it. */
  void take(Object decoded) {
    try {
      switch (decoded) {
        case HttpRequest head -> begin(RequestHead.of(head, service.limits));
        case HttpContent part -> moreOfBody(part);
        default -> throw new IllegalStateException("no part of a request: " + decoded.getClass());
      }
    } catch (RefusedRequest refused) {
      refuse(refused.problem());
    } finally {
      ReferenceCountUtil.release(decoded);
    }
  }

  private void begin(RequestHead head) {
    Exchange exchange = Exchange.begin(connection, head, decoder.buffered());
    receiving = exchange;
    noMore |= !head.keepAlive();
    responses.await(exchange);
    if (!exchange.isAllHere()) {
      connection.ask(exchange);
    }
  }

  private void moreOfBody(HttpContent part) {
    Exchange exchange = receiving;
    if (exchange == null) {
      // Of a request that was refused.
      return;
    }
    if (part.decoderResult().isFailure()) {
      noMore = true;
      exchange.bodyFailed(RefusedRequest.malformed("The body cannot be read."));
      return;
    }
    boolean last = part instanceof LastHttpContent;
    if (last) {
      receiving = null;
    }
    exchange.take(part.content(), last);
    if (last && exchange.isAllHere()) {
      connection.ask(exchange);
    }
  }

  /** Nothing more will come. */
  void inputEnded() {
    inputEnded = true;
    Exchange broken = receiving;
    if (broken != null) {
      broken.bodyFailed(new EOFException("the body broke off"));
    }
  }

  /** The connection has ended. */
  void gone() {
    noMore = true;
    Exchange broken = receiving;
    receiving = null;
    if (broken != null) {
      broken.bodyFailed(new EOFException("the connection ended"));
    }
  }

  /** No request is read any more. */
  void end() {
    noMore = true;
  }

  /** Reads on as far as it goes; not to be asked while the decoder is at it. */
  void readOn() {
    decoder.resume();
    // What there is of a head then will never be one.
    noMore |= inputEnded && receiving == null && hasRoom();
    boolean begun = receiving == null && decoder.headBegun();
    if (begun && !headBegun) {
      headSince = connection.loop.now();
    }
    headBegun = begun;
    if (noMore && receiving == null && responses.waiting() == 0) {
      responses.end();
    }
  }

  /** Whether more is to be decoded. */
  boolean wantsInput() {
    Exchange current = receiving;
    return current == null ? hasRoom() : current.readsBody();
  }

  /** Whether nothing that comes is a request any more. */
  boolean dropsInput() {
    return noMore && receiving == null;
  }

  private boolean hasRoom() {
    return !noMore
        && responses.waiting() < PIPELINED_MAX
        && !responses.mayBecomeSocket()
        && connection.channel().isWritable();
  }

  /** Someone takes the body of this request from now on. */
  void bodyWanted(Exchange exchange) {
    if (decoder.buffered() == 0) {
      responses.giveLeave(exchange);
    }
    connection.work();
    // While requests are being read, reading goes on with this body by itself.
    if (receiving != exchange || (inputEnded && !decoder.decoding())) {
      exchange.bodyFailed(new EOFException("the body broke off"));
    }
  }

  /** Answers what is no request, after those before it, and ends the connection. */
  void refuse(Problem problem) {
    noMore = true;
    responses.await(Exchange.refused(connection, problem));
    responses.send();
  }

  /**
   * The response to this request is on its way; whether the connection goes on after it.
   *
   * @param wanted whether client, response and node want that
   */
  boolean goOnAfter(Exchange exchange, boolean wanted) {
    boolean unread = receiving == exchange;
    if (unread) {
      receiving = null;
    }
    boolean last = noMore && responses.waiting() == 0;
    boolean goesOn = wanted && !unread && !last;
    noMore |= !goesOn;
    return goesOn;
  }

  /** How long the head that is not complete has been coming, in nanoseconds; -1 without one. */
  long headWaitsFor() {
    return headBegun ? connection.loop.now() - headSince : -1;
  }

  /** The head that is not complete could not be read until now. */
  void headIsNew() {
    headSince = connection.loop.now();
  }
}
