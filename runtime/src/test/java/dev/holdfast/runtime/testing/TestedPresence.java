package dev.holdfast.runtime.testing;

import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.Log;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.Response;
import dev.holdfast.runtime.SocketInfo;
import dev.holdfast.runtime.SocketOptions;
import dev.holdfast.runtime.SocketRules;
import dev.holdfast.runtime.StorageKey;
import dev.holdfast.runtime.Turn;
import java.util.stream.Collectors;

/** Tells all where each is, and counts how often sockets were lost. */
public final class TestedPresence implements DurableObject<Message> {
  static final ObjectType<Message> TYPE =
      ObjectType.of("presence", TestedPresence::new)
          .sockets(SocketRules.DEFAULTS.autoAnswer("ping", "pong").socketsMax(3));

  static final StorageKey<String> LOST = StorageKey.of("lost", String.class);
  static final StorageKey<Boolean> FAILS = StorageKey.of("fails", Boolean.class);
  static final Log<String> SAID = Log.of("said", String.class);

  @Override
  public Turn onSocketOpen(ObjectEvent.SocketOpening opening, ObjectContext context) {
    String role = opening.request().parameter("role").orElse("guest");
    return Turn.draft().accept(opening, SocketOptions.PLAIN.tagged(role));
  }

  @Override
  public Turn onSocketFrame(ObjectEvent.FrameReceived frame, ObjectContext context) {
    String key = Long.toString(frame.number());
    return Turn.draft()
        .broadcastLatest("position", frame.frame())
        .broadcastLatest("position-" + key, "host", frame.frame())
        .sendLatest(frame.socket(), "own", frame.frame());
  }

  @Override
  public Turn onRequest(Request request, ObjectContext context) {
    return switch (request.method()) {
      case "PUT" -> Turn.draft().put(FAILS, true).respond(Response.text("fails from now on"));
      case "DELETE" -> Turn.draft().delete(FAILS).respond(Response.text("mended"));
      case "POST" -> Turn.draft().broadcast(new Frame.Text("posted"));
      default ->
          Turn.draft()
              .respond(
                  Response.text(
                      "lost [%s] hosts [%s]"
                          .formatted(
                              context.storage().get(LOST).orElse(""), tagged("host", context))));
    };
  }

  private static String tagged(String tag, ObjectContext context) {
    return context.sockets(tag).stream()
        .map(SocketInfo::tags)
        .flatMap(tags -> tags.stream())
        .collect(Collectors.joining(","));
  }

  @Override
  public Turn onSocketsLost(ObjectEvent.SocketsLost lost, ObjectContext context) {
    if (context.storage().get(FAILS).isPresent()) {
      throw new IllegalStateException("told to fail");
    }
    String before = context.storage().get(LOST).orElse("");
    return Turn.draft().put(LOST, before + lost.hub() + ";");
  }
}
