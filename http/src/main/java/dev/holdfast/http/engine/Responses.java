package dev.holdfast.http.engine;

import dev.holdfast.http.EdgeResponse;
import dev.holdfast.http.Problems;
import dev.holdfast.http.socket.SocketLink;
import dev.holdfast.runtime.Headers;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The responses of one connection, in the order of their requests, and how it ends: after the last
 * one it says so and drops what still comes until the client has hung up too. To close at once
 * would reset the connection of a client that is still sending, and take our answer from it.
 */
final class Responses {
  /** How long a client may go on sending after our last answer. */
  static final Duration LINGER_MAX = Duration.ofSeconds(10);

  private final HttpConnection connection;
  private final Service service;
  private final ArrayDeque<Exchange> exchanges = new ArrayDeque<>(2);
  private @Nullable StreamedResponse stream;
  private boolean unflushed;
  private boolean sending;
  private boolean inputEnded;
  private boolean lingering;
  private boolean sent;
  private boolean gone;
  private long lingeringSince;
  private long ignored;

  Responses(HttpConnection connection, Service service) {
    this.connection = connection;
    this.service = service;
  }

  /** A request has been read. */
  void await(Exchange exchange) {
    exchanges.add(exchange);
  }

  /** How many requests are not answered. */
  int waiting() {
    return exchanges.size();
  }

  /** Whether what follows the last request may be no HTTP. */
  boolean mayBecomeSocket() {
    Exchange last = exchanges.peekLast();
    return last != null && last.isRequest() && last.head().asksForSocket();
  }

  /** Sends what is there and is its turn. */
  void send() {
    if (sending || gone || lingering) {
      return;
    }
    sending = true;
    try {
      while (!lingering && stream == null && !exchanges.isEmpty()) {
        Exchange next = exchanges.getFirst();
        EdgeResponse response = next.response();
        if (response == null) {
          giveLeave(next);
          return;
        }
        exchanges.removeFirst();
        send(next, response);
      }
    } finally {
      sending = false;
    }
  }

  private void send(Exchange exchange, EdgeResponse response) {
    switch (response) {
      case EdgeResponse.Whole whole -> whole(exchange, whole);
      case EdgeResponse.Streamed streamed -> streamed(exchange, streamed);
      case EdgeResponse.Switched switched -> switched(exchange, switched);
      case EdgeResponse.OpenSocket _ ->
          throw new IllegalStateException("the edge must answer OpenSocket itself");
    }
  }

  private void whole(Exchange exchange, EdgeResponse.Whole response) {
    boolean goesOn = goesOn(exchange, response.headers(), true);
    write(ResponseParts.whole(response, !exchange.isHead(), ending(exchange, goesOn)));
    if (!goesOn) {
      linger();
    }
  }

  private void streamed(Exchange exchange, EdgeResponse.Streamed response) {
    boolean chunked = exchange.http11();
    boolean goesOn = goesOn(exchange, response.headers(), chunked);
    ResponseParts.Ending ending = ending(exchange, goesOn);
    write(
        exchange.isHead()
            ? ResponseParts.headOnly(response, ending)
            : ResponseParts.head(response, chunked, ending));
    // It counts as long as it goes on.
    exchanges.addFirst(exchange);
    StreamedResponse started = new StreamedResponse(connection, !goesOn);
    stream = started;
    if (exchange.isHead()) {
      ended(started);
    } else {
      response.feed().start(started);
    }
  }

  void streamPart(StreamedResponse from, byte[] part) {
    if (stream != from || part.length == 0) {
      from.taken(part.length);
      return;
    }
    connection
        .context()
        .writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(part)))
        .addListener(sent -> from.taken(part.length));
  }

  void streamEnd(StreamedResponse from) {
    if (stream == from) {
      write(LastHttpContent.EMPTY_LAST_CONTENT);
      ended(from);
      send();
    }
  }

  private void ended(StreamedResponse ended) {
    stream = null;
    exchanges.removeFirst();
    ended.ended();
    if (ended.last()) {
      linger();
    }
  }

  private void switched(Exchange exchange, EdgeResponse.Switched response) {
    SocketLink link = response.link();
    if (Upgrade.problem(exchange.head()).isPresent()) {
      discard(response);
      whole(exchange, (EdgeResponse.Whole) Problems.upgradeRequired().response());
      return;
    }
    boolean deflate = service.limits.sockets().deflate() && Upgrade.offersDeflate(exchange.head());
    Headers fields = Upgrade.switching(exchange.head(), response.headers(), deflate);
    connection.send(ResponseParts.switching(fields));
    gone = true;
    connection.switchTo(new SocketHandler(connection.loop, service, link, deflate));
  }

  private boolean goesOn(Exchange exchange, Headers headers, boolean possible) {
    boolean close = headers.first("connection").filter("close"::equalsIgnoreCase).isPresent();
    return connection.goesOnAfter(
        exchange, possible && !close && exchange.keepAlive() && !service.draining());
  }

  private static ResponseParts.Ending ending(Exchange exchange, boolean goesOn) {
    if (!goesOn) {
      return ResponseParts.Ending.CLOSES;
    }
    return exchange.http11() ? ResponseParts.Ending.STAYS : ResponseParts.Ending.STAYS_AS_ASKED;
  }

  /** Nobody gets this response any more. */
  static void discard(@Nullable EdgeResponse response) {
    if (response instanceof EdgeResponse.Switched(Headers _, SocketLink link)) {
      link.gone(SocketHandler.BROKEN, "");
    }
  }

  /** Whether no response leaves any more. */
  boolean over() {
    return gone || lingering;
  }

  /** Tells a client that waits for it to send its body, if it is its turn. */
  void giveLeave(Exchange exchange) {
    if (exchanges.peekFirst() == exchange && stream == null && exchange.takeContinue()) {
      write(ResponseParts.goOn());
    }
  }

  private void write(Object message) {
    unflushed = true;
    connection.write(message);
  }

  void flush() {
    if (unflushed) {
      unflushed = false;
      connection.context().flush();
    }
  }

  // The end.

  /** The client sends nothing more: what it has asked for is still answered. */
  void inputEnded() {
    inputEnded = true;
    if (stream != null || sent) {
      connection.cut();
    }
  }

  /** Ends the connection once all that was written has left. */
  void end() {
    if (!over()) {
      linger();
    }
  }

  private void linger() {
    lingering = true;
    lingeringSince = connection.loop.now();
    // Nobody hears what comes after the last answer.
    exchanges.forEach(exchange -> discard(exchange.response()));
    exchanges.clear();
    unflushed = false;
    connection
        .context()
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener((ChannelFutureListener) this::sent);
  }

  private void sent(ChannelFuture last) {
    sent = true;
    if (!last.isSuccess() || inputEnded) {
      connection.cut();
      return;
    }
    connection.hangUp();
  }

  boolean lingering() {
    return lingering;
  }

  boolean lingeredEnough() {
    return lingering && connection.loop.now() - lingeringSince > LINGER_MAX.toNanos();
  }

  /** What came after the last request has been dropped. */
  void ignored(int bytes) {
    ignored += bytes;
    if (ignored > Incoming.IGNORED_BYTES_MAX) {
      connection.cut();
    }
  }

  /** The connection has ended. */
  void gone() {
    gone = true;
    exchanges.forEach(exchange -> discard(exchange.response()));
    StreamedResponse unfinished = stream;
    stream = null;
    if (unfinished != null) {
      unfinished.ended();
    }
  }
}
