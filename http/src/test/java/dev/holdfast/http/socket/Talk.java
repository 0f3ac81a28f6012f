package dev.holdfast.http.socket;

import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.Log;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.Response;
import dev.holdfast.runtime.SocketInfo;
import dev.holdfast.runtime.SocketOptions;
import dev.holdfast.runtime.Turn;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Stores what is said, whispers what begins so, refuses and ignores on demand. */
final class Talk implements DurableObject<Message> {
  static final ObjectType<Message> TYPE = ObjectType.of("talk", Talk::new);

  static final Log<String> SAID = Log.of("said", String.class);

  /** As many and as long as tags may be. */
  static final Set<String> TAGS =
      IntStream.range(0, 10).mapToObj(i -> i + "x".repeat(255)).collect(Collectors.toSet());

  @Override
  public Turn onSocketOpen(ObjectEvent.SocketOpening opening, ObjectContext context) {
    var options =
        SocketOptions.PLAIN.attaching(opening.request().path().getBytes(StandardCharsets.UTF_8));
    if (opening.request().path().equals("/full")) {
      options = new SocketOptions(TAGS, new byte[16_384], options.following(), options.greeting());
    }
    String after = opening.request().parameter("after").orElse("");
    return Turn.draft()
        .accept(
            opening, after.isEmpty() ? options : options.following(SAID, Long.parseLong(after)));
  }

  @Override
  public Turn onSocketFrame(ObjectEvent.FrameReceived frame, ObjectContext context) {
    String text = ((Frame.Text) frame.frame()).text();
    return switch (text.split(" ", -1)[0]) {
      case "refuse" -> Turn.refuse(Refusal.invalid("told to"));
      case "ignore" -> Turn.none();
      case "whisper" -> Turn.draft().broadcast(frame.frame());
      case "both" -> Turn.draft().append(SAID, text).broadcast(new Frame.Text("heard " + text));
      default -> Turn.draft().append(SAID, text);
    };
  }

  @Override
  public Turn onRequest(Request request, ObjectContext context) {
    String shown =
        context.sockets().stream().map(Talk::shown).sorted().collect(Collectors.joining(";"));
    return Turn.draft().respond(Response.text(shown));
  }

  private static String shown(SocketInfo socket) {
    return "%s %d".formatted(new TreeSet<>(socket.tags()), socket.attachment().length);
  }
}
