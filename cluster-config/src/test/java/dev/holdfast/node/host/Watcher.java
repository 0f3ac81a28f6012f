package dev.holdfast.node.host;

import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.Response;
import dev.holdfast.runtime.SocketInfo;
import dev.holdfast.runtime.SocketOptions;
import dev.holdfast.runtime.StorageKey;
import dev.holdfast.runtime.Turn;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Says which sockets it sees and what it heard of them; changes them by what it is asked. */
final class Watcher implements DurableObject<Message> {
  static final ObjectType<Message> TYPE = ObjectType.of("watcher", Watcher::new);

  private static final StorageKey<String> HEARD = StorageKey.of("heard", String.class);

  @Override
  public Turn onSocketOpen(ObjectEvent.SocketOpening opening, ObjectContext context) {
    String name = opening.request().path().substring(1);
    byte[] attachment = name.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
    return Turn.draft().accept(opening, SocketOptions.PLAIN.tagged(name).attaching(attachment));
  }

  /** A frame {@code tag x} changes the tag of its sender; all others are sent to everybody. */
  @Override
  public Turn onSocketFrame(ObjectEvent.FrameReceived frame, ObjectContext context) {
    String text = ((Frame.Text) frame.frame()).text();
    return text.startsWith("tag ")
        ? Turn.draft().retag(frame.socket(), Set.of(text.substring(4)))
        : Turn.draft().broadcast(new Frame.Text(text));
  }

  @Override
  public Turn onSocketClosed(ObjectEvent.SocketClosed closed, ObjectContext context) {
    return heard("closed " + closed.code(), context);
  }

  @Override
  public Turn onSocketsLost(ObjectEvent.SocketsLost lost, ObjectContext context) {
    return heard("lost", context).broadcast(new Frame.Text("lost"));
  }

  private static Turn heard(String what, ObjectContext context) {
    return Turn.draft().put(HEARD, context.storage().get(HEARD).orElse("") + what + ";");
  }

  /** Closes those with the tag that is asked for, and says which sockets there are. */
  @Override
  public Turn onRequest(Request request, ObjectContext context) {
    Turn turn = Turn.draft();
    for (SocketInfo socket : context.sockets(request.query())) {
      turn = turn.close(socket.id(), 4000, "asked to");
    }
    String sockets =
        context.sockets().stream()
            .map(socket ->
                String.join(",", socket.tags())
                    + "="
                    + new String(socket.attachment(), StandardCharsets.UTF_8))
            .sorted()
            .collect(Collectors.joining(" "));
    String heard = context.storage().get(HEARD).orElse("");
    return turn.respond(Response.text("[" + sockets + "] " + heard));
  }
}
