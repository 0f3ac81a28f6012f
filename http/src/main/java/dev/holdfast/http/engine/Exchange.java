package dev.holdfast.http.engine;

import dev.holdfast.http.EdgeResponse;
import dev.holdfast.http.Problem;
import dev.holdfast.runtime.Headers;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response. {@link #body}, {@link #ignoreBody} and {@link #answer} may be
 * called by any thread, the rest by the connection's loop.
 */
final class Exchange implements Incoming {
  private static final byte[] NO_BODY = new byte[0];

  private static final Duration IGNORED_DEADLINE = Duration.ofSeconds(10);

  /** What a body is given at first, however much it is declared to have. */
  private static final int COLLECTED_BYTES_FIRST = 16_384;

  private final HttpConnection connection;
  private final @Nullable RequestHead head;

  /** Whether all of the body has come with the head; asked about only when it is taken. */
  private final boolean allHere;

  private byte @Nullable [] atHand;
  private volatile @Nullable EdgeResponse response;
  private boolean continueDue;

  // While the body is being read: where it goes, null when it is dropped.
  private byte @Nullable [] collected;
  private @Nullable CompletableFuture<byte[]> reading;
  private @Nullable Future<?> deadline;
  private long received;
  private long receivedMax;

  private Exchange(HttpConnection connection, @Nullable RequestHead head, boolean allHere) {
    this.connection = connection;
    this.head = head;
    this.allHere = allHere;
  }

  /**
   * A request whose head has been read.
   *
   * @param buffered bytes that have come after the head
   */
  static Exchange begin(HttpConnection connection, RequestHead head, int buffered) {
    boolean allHere = !head.chunked() && head.declaredBytes() <= buffered;
    Exchange exchange = new Exchange(connection, head, allHere);
    if (allHere && head.hasBody()) {
      exchange.receivedMax = head.declaredBytes();
      exchange.collected = new byte[(int) head.declaredBytes()];
    }
    return exchange;
  }

  /** Something that was no request, with what is said to it. */
  static Exchange refused(HttpConnection connection, Problem problem) {
    Exchange exchange = new Exchange(connection, null, true);
    exchange.response = problem.with("connection", "close").response();
    return exchange;
  }

  // The response.

  @Nullable EdgeResponse response() {
    return response;
  }

  /** By any thread. */
  void answer(EdgeResponse answered) {
    response = answered;
    connection.onLoop(this::answered);
  }

  private void answered() {
    connection.answered(this);
  }

  /** False for what was no request. */
  boolean isRequest() {
    return head != null;
  }

  boolean http11() {
    return head != null && head.http11();
  }

  boolean keepAlive() {
    return head != null && head.keepAlive();
  }

  boolean isHead() {
    return head != null && head.method().equals("HEAD");
  }

  RequestHead head() {
    if (head == null) {
      throw new IllegalStateException("nothing that was no request is asked about");
    }
    return head;
  }

  // The request.

  @Override
  public String method() {
    return head().method();
  }

  @Override
  public String target() {
    return head().target();
  }

  @Override
  public Headers headers() {
    return head().headers();
  }

  @Override
  public InetAddress peer() {
    return connection.peer();
  }

  @Override
  public boolean secure() {
    return connection.secure();
  }

  @Override
  public byte @Nullable [] bodyAtHand() {
    return atHand;
  }

  @Override
  public long declaredBytes() {
    return head().hasBody() ? head().declaredBytes() : 0;
  }

  @Override
  public Optional<Problem> handshakeProblem() {
    return Upgrade.problem(head());
  }

  @Override
  public CompletionStage<byte[]> body(int bytesMax, Duration allowed) {
    if (atHand != null) {
      return CompletableFuture.completedFuture(atHand);
    }
    CompletableFuture<byte[]> future = new CompletableFuture<>();
    connection.onLoop(() -> {
      long first =
          Math.min(declaredBytes() < 0 ? COLLECTED_BYTES_FIRST : declaredBytes(), bytesMax);
      collected = new byte[(int) Math.min(first, COLLECTED_BYTES_FIRST)];
      continueDue = head().expectsContinue();
      read(future, bytesMax, allowed);
    });
    return future;
  }

  @Override
  public CompletionStage<?> ignoreBody() {
    boolean dropped =
        atHand == null && declaredBytes() <= IGNORED_BYTES_MAX && !head().expectsContinue();
    if (!dropped) {
      return CompletableFuture.completedFuture(NO_BODY);
    }
    CompletableFuture<byte[]> future = new CompletableFuture<>();
    connection.onLoop(() -> read(future, IGNORED_BYTES_MAX, IGNORED_DEADLINE));
    return future.exceptionally(cutOff -> NO_BODY);
  }

  // The body.

  private void read(CompletableFuture<byte[]> future, long bytesMax, Duration allowed) {
    reading = future;
    received = 0;
    receivedMax = bytesMax;
    deadline =
        connection.loop.events.schedule(
            () -> bodyFailed(new BodyTooSlow()), allowed.toMillis(), TimeUnit.MILLISECONDS);
    connection.bodyWanted(this);
  }

  /** Whether all of the body had come when the head was read, if not yet been taken. */
  boolean isAllHere() {
    return allHere;
  }

  /** Whether someone takes the body now. */
  boolean readsBody() {
    return reading != null || allHere;
  }

  /** Whether the client waits for leave to send the body and gets it; true once. */
  boolean takeContinue() {
    boolean due = continueDue;
    continueDue = false;
    return due;
  }

  /**
   * Takes a part of the body, which stays the caller's.
   *
   * @param last whether the body is complete with it
   */
  void take(ByteBuf part, boolean last) {
    collect(part);
    if (received > receivedMax) {
      bodyFailed(new BodyTooLarge());
    } else if (last) {
      byte[] all = whole();
      atHand = allHere ? all : null;
      end(future -> future.complete(all));
    }
  }

  private byte[] whole() {
    byte[] all = collected;
    int length = (int) received;
    return all == null ? NO_BODY : all.length == length ? all : Arrays.copyOf(all, length);
  }

  private void collect(ByteBuf part) {
    int bytes = part.readableBytes();
    byte[] into = collected;
    int at = (int) Math.min(received, Integer.MAX_VALUE);
    received += bytes;
    if (into == null || received > receivedMax) {
      return;
    }
    if (received > into.length) {
      long room = Math.max(received, Math.min(2L * into.length, receivedMax));
      into = Arrays.copyOf(into, (int) room);
      collected = into;
    }
    part.readBytes(into, at, bytes);
  }

  /** It will not be complete. */
  void bodyFailed(Throwable failure) {
    end(future -> future.completeExceptionally(failure));
  }

  private void end(Consumer<CompletableFuture<byte[]>> how) {
    CompletableFuture<byte[]> future = reading;
    if (future == null) {
      return;
    }
    reading = null;
    collected = null;
    continueDue = false;
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
    how.accept(future);
  }
}
