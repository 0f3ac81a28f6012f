package dev.holdfast.node;

import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Log;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.Response;
import dev.holdfast.runtime.SocketOptions;
import dev.holdfast.runtime.StorageKey;
import dev.holdfast.runtime.Turn;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** An object that does what its path says, misbehaviour included. */
final class Probe implements DurableObject<Message> {
  /** Long, so that a slow machine does not end the handlers that a test holds. */
  static final ObjectType<Message> TYPE =
      ObjectType.of("probe", Probe::new)
          .handlerDeadline(Duration.ofSeconds(20))
          .idleAfter(Duration.ofMillis(1));

  /** Short, so that the tests see an overrun soon. */
  static final ObjectType<Message> HASTY =
      ObjectType.of("hasty", Probe::new).handlerDeadline(Duration.ofMillis(400));

  private static final StorageKey<Long> COUNT = StorageKey.of("count", Long.class);
  private static final StorageKey<String> TEXT = StorageKey.of("text", String.class);
  private static final Log<String> LINES = Log.of("lines", String.class);

  /** A handler at {@code /held} has begun; one permit each. */
  static final Semaphore HELD = new Semaphore(0);

  /** Lets the handlers at {@code /held} go. */
  static volatile CountDownLatch release = new CountDownLatch(1);

  @Override
  public Turn onRequest(Request request, ObjectContext context) {
    long count = context.storage().get(COUNT).orElse(0L);
    return switch (request.path()) {
      case "/add" -> Turn.draft().put(COUNT, count + 1).respond(Response.text("" + (count + 1)));
      case "/count" -> Turn.draft().respond(Response.text("" + count));
      case "/exists" -> Turn.draft().respond(Response.text("" + context.exists()));
      case "/destroy" -> Turn.draft().destroy().respond(Response.text("gone"));
      case "/append" ->
          Turn.draft()
              .append(LINES, request.text())
              .respond(Response.text("" + (context.log(LINES).tail() + 1)));
      case "/lines" -> Turn.draft().respondPage(LINES, 0, 100, "lines");
      case "/refuse" -> Turn.refuse(Refusal.conflict("not while it is full. Empty it first."));
      case "/throw" -> throw new IllegalStateException("a secret detail of " + count);
      case "/null" -> null;
      case "/large" -> Turn.draft().put(TEXT, "x".repeat(3 << 20));
      case "/spin" -> spin();
      case "/held" -> held(count);
      case "/attached" -> Turn.draft().respond(Response.text(attached(context)));
      case "/setting" ->
          Turn.draft().respond(Response.text(context.setting(request.text()).orElse("none")));
      default -> Turn.refuse(Refusal.notFound("nothing at " + request.path()));
    };
  }

  @Override
  public Turn onSocketOpen(ObjectEvent.SocketOpening opening, ObjectContext context) {
    byte[] name = opening.request().parameter("as").orElse("").getBytes(StandardCharsets.UTF_8);
    return Turn.draft().accept(opening, SocketOptions.PLAIN.tagged("guest").attaching(name));
  }

  /** What the sockets have attached, in order of the alphabet. */
  private static String attached(ObjectContext context) {
    return context.sockets().stream()
        .map(socket -> socket.tags() + new String(socket.attachment(), StandardCharsets.UTF_8))
        .sorted()
        .collect(Collectors.joining(","));
  }

  /** Never ends by itself and ignores what it is told, but for the interrupt that ends the test. */
  private static Turn spin() {
    while (!Thread.currentThread().isInterrupted()) {
      Thread.onSpinWait();
    }
    return Turn.draft().put(COUNT, 1_000L).respond(Response.text("too late"));
  }

  private static Turn held(long count) {
    HELD.release();
    try {
      if (!release.await(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody let it go");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Turn.draft().put(COUNT, count + 1).respond(Response.text("" + (count + 1)));
  }
}
