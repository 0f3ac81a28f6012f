package dev.holdfast.node.host;

import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Headers;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.Response;
import dev.holdfast.runtime.Stored;
import dev.holdfast.runtime.Turn;

/** Gives each request its body back. */
final class Mirror implements DurableObject<Mirror.Command> {
  static final ObjectType<Command> TYPE = ObjectType.of("mirror", Command.class, Mirror::new);

  /** It takes none. */
  sealed interface Command extends Message {}

  @Stored("look")
  record Look() implements Command {}

  @Override
  public Turn onMessage(Command command, ObjectContext context) {
    return Turn.none();
  }

  @Override
  public Turn onRequest(Request request, ObjectContext context) {
    return Turn.draft().respond(new Response(200, Headers.NONE, request.body()));
  }
}
