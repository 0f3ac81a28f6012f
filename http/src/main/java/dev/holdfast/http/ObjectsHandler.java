package dev.holdfast.http;

import dev.holdfast.runtime.Access;
import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.Headers;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.Response;
import dev.holdfast.runtime.spi.Answer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code /objects/{type}/{name}[/rest]}: hands a request, or a socket, to the object it names. */
final class ObjectsHandler implements Handler {
  static final String PATH = "/objects/{type}/{name}/{rest...}";

  /** Fields that belong to one connection (RFC 9110, 7.6.1) and so to the engine. */
  private static final List<String> HOP_BY_HOP =
      List.of("connection", "keep-alive", "upgrade", "trailer", "te", "proxy-authenticate");

  private final Catalogue catalogue;
  private final ObjectClient objects;

  ObjectsHandler(Catalogue catalogue, ObjectClient objects) {
    this.catalogue = catalogue;
    this.objects = objects;
  }

  @Override
  public CompletionStage<EdgeResponse> handle(EdgeRequest request) {
    Optional<ObjectType<?>> type = catalogue.type(request.parameter("type"));
    String rest = request.parameter("rest");
    Request seen = request.forObject(rest.isEmpty() ? "/" : rest);
    Access access = type.map(known -> known.access().authorize(seen)).orElse(Access.NOBODY);
    if (!request.caller().trusted() && access != Access.PUBLIC) {
      throw Problems.unauthenticated(Edge.SIGN_IN).exception();
    }
    if (access == Access.NOBODY) {
      throw Answers.unknownType().exception();
    }
    ObjectId id = id(request);
    if (request.wantsSocket()) {
      return CompletableFuture.completedFuture(
          new EdgeResponse.OpenSocket(id, seen, request.caller().until()));
    }
    return objects
        .deliver(id, new ObjectEvent.RequestReceived(seen), request)
        .thenApply(ObjectsHandler::response);
  }

  static ObjectId id(EdgeRequest request) {
    try {
      return new ObjectId(request.parameter("type"), request.parameter("name"));
    } catch (IllegalArgumentException invalid) {
      throw Problems.malformed(String.valueOf(invalid.getMessage())).exception();
    }
  }

  private static EdgeResponse response(Answer answer) {
    return answer instanceof Answer.Responded(Response response)
        ? new EdgeResponse.Whole(response.status(), safe(response.headers()), response.body())
        : Answers.response(answer);
  }

  private static Headers safe(Headers headers) {
    List<Headers.Field> fields = headers.fields();
    for (int i = 0; i < fields.size(); i++) {
      if (!isSafe(fields.get(i))) {
        return new Headers(fields.stream().filter(ObjectsHandler::isSafe).toList());
      }
    }
    return headers;
  }

  // A line break in a value would let an object, or whoever feeds it, write headers of its own.
  private static boolean isSafe(Headers.Field field) {
    return !isOfConnection(field.name()) && isName(field.name()) && isValue(field.value());
  }

  private static boolean isOfConnection(String name) {
    for (int i = 0; i < HOP_BY_HOP.size(); i++) {
      if (HOP_BY_HOP.get(i).equalsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isName(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c <= 0x20 || c >= 0x7f || c == ':') {
        return false;
      }
    }
    return !name.isEmpty();
  }

  private static boolean isValue(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < 0x20 && c != '\t') || c == 0x7f || c > 0xff) {
        return false;
      }
    }
    return true;
  }
}
