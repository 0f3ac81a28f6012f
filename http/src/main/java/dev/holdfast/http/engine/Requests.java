package dev.holdfast.http.engine;

import dev.holdfast.http.Problem;
import io.netty.buffer.ByteBuf;
import java.io.EOFException;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one connection. It reads no further than it can work: up to {@value
 * #PIPELINED_MAX} requests at once, and of a body only while someone takes it. What came beyond
 * that is kept, and the connection not read from.
 */
final class Requests {
  /** Requests in work of one connection: it cannot take all of requestsMax. */
  static final int PIPELINED_MAX = 16;

  private final HttpConnection connection;
  private final Responses responses;
  private final HeadReader heads;
  private @Nullable ByteBuf in;

  /** The request whose body is not complete. */
  private @Nullable Exchange receiving;

  private boolean working;

  /** No request is read any more: one was the last, or could not be read. */
  private boolean noMore;

  private boolean inputEnded;
  private long headSince;

  Requests(HttpConnection connection, Service service, Responses responses) {
    this.connection = connection;
    this.responses = responses;
    this.heads = new HeadReader(service.limits);
  }

  /** More has come. */
  void take(ByteBuf bytes) {
    if (noMore && receiving == null) {
      responses.ignored(bytes.readableBytes());
      bytes.release();
    } else {
      in = Buffers.append(connection.context().alloc(), in, bytes);
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
    release();
  }

  /** No request is read any more. */
  void end() {
    noMore = true;
  }

  /** What no request has used; it is the caller's now. */
  @Nullable ByteBuf rest() {
    ByteBuf rest = in;
    in = null;
    return rest;
  }

  /** Reads on as far as it goes; false when that is being done already. */
  boolean readOn() {
    if (working) {
      return false;
    }
    working = true;
    try {
      boolean on = true;
      while (on) {
        on = receiving == null ? nextRequest() : moreOfBody(receiving);
      }
    } catch (RefusedRequest refused) {
      refuse(refused.problem());
    } finally {
      working = false;
    }
    if (in != null && (!in.isReadable() || (noMore && receiving == null))) {
      release();
    }
    if (noMore && receiving == null && responses.waiting() == 0) {
      responses.end();
    }
    return true;
  }

  boolean wantsInput() {
    Exchange current = receiving;
    return responses.lingering() || (current == null ? hasRoom() : current.readsBody());
  }

  private boolean nextRequest() {
    if (in == null) {
      noMore |= inputEnded;
      return false;
    }
    if (!hasRoom()) {
      return false;
    }
    boolean begun = heads.begun();
    RequestHead head = heads.read(in, connection.loop.scratch);
    if (head == null) {
      if (!begun) {
        headSince = connection.loop.now();
      }
      noMore |= inputEnded;
      return false;
    }
    begin(head, in);
    return true;
  }

  private boolean hasRoom() {
    return !noMore
        && responses.waiting() < PIPELINED_MAX
        && !responses.mayBecomeSocket()
        && connection.channel().isWritable();
  }

  private void begin(RequestHead head, ByteBuf buffered) {
    Exchange exchange = Exchange.begin(connection, head, buffered);
    if (exchange.bodyAtHand() == null) {
      receiving = exchange;
    }
    noMore |= !head.keepAlive();
    responses.await(exchange);
    connection.ask(exchange);
  }

  private boolean moreOfBody(Exchange exchange) {
    RequestBody body = exchange.body();
    if (body == null || in == null || !exchange.readsBody()) {
      return false;
    }
    try {
      body.read(in, exchange);
    } catch (RefusedRequest malformed) {
      noMore = true;
      exchange.bodyFailed(malformed);
      return false;
    }
    if (body.complete() && receiving == exchange) {
      receiving = null;
    }
    exchange.bodyMoved();
    return receiving == null;
  }

  /** Someone takes the body of this request from now on. */
  void bodyWanted(Exchange exchange) {
    if (in == null || !in.isReadable()) {
      responses.giveLeave(exchange);
    }
    connection.work();
    // While requests are being read, reading goes on with this body by itself.
    if (receiving != exchange || (inputEnded && !working)) {
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
    return heads.begun() ? connection.loop.now() - headSince : -1;
  }

  /** The head that is not complete could not be read until now. */
  void headIsNew() {
    headSince = connection.loop.now();
  }

  private void release() {
    if (in != null) {
      in.release();
      in = null;
    }
  }
}
