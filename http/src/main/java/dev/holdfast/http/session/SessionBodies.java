package dev.holdfast.http.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.actors.chitty.ContextJson;
import dev.holdfast.http.EdgeRequest;
import dev.holdfast.http.Problem;
import dev.holdfast.http.ProblemException;
import dev.holdfast.http.Problems;
import dev.holdfast.http.limits.BoundedJson;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Bodies of requests about contexts. Each throws a problem for what it cannot read. */
final class SessionBodies {
  private static final String JSON = "application/json";
  private static final String MERGE_PATCH = "application/merge-patch+json";

  private SessionBodies() {}

  /**
   * A context to be made.
   *
   * @param sessionId empty where the node is to choose one
   * @param metadata a JSON object
   */
  record New(
      String chittyId, Optional<String> sessionId, String metadata, Optional<Duration> ttl) {}

  /**
   * A change of a context.
   *
   * @param patch of its metadata, a JSON object
   */
  record Patch(String patch, Optional<Duration> ttl) {}

  static New toCreate(EdgeRequest request) {
    requireType(request, List.of(JSON), Problems.unsupportedType(JSON));
    ObjectNode body = object(request, List.of("chittyId", "sessionId", "metadata", "ttlSeconds"));
    String chittyId =
        text(body, "chittyId").orElseThrow(() -> malformed("'chittyId' must be there, as text."));
    return new New(chittyId, text(body, "sessionId"), metadata(body), ttl(body));
  }

  static Patch toMerge(EdgeRequest request) {
    requireType(
        request,
        List.of(MERGE_PATCH, JSON),
        Problems.unsupportedType(MERGE_PATCH + " or " + JSON).with("accept-patch", MERGE_PATCH));
    ObjectNode body = object(request, List.of("metadata", "ttlSeconds"));
    return new Patch(metadata(body), ttl(body));
  }

  /** Nothing said is taken as JSON; saying something else is a mistake better told than guessed. */
  private static void requireType(EdgeRequest request, List<String> wanted, Problem otherwise) {
    String type = request.headers().first("content-type").orElse(JSON);
    if (!wanted.contains(type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))) {
      throw otherwise.exception();
    }
  }

  private static ObjectNode object(EdgeRequest request, List<String> members) {
    if (!(BoundedJson.parseExact(request.body()) instanceof ObjectNode body)) {
      throw malformed("The body must be a JSON object.");
    }
    if (!members.containsAll(body.propertyStream().map(Map.Entry::getKey).toList())) {
      throw malformed("The body takes %s, and no other members.".formatted(members));
    }
    return body;
  }

  private static Optional<String> text(ObjectNode body, String member) {
    JsonNode value = body.path(member);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw malformed("'%s' must be text.".formatted(member));
    }
    return Optional.of(value.textValue());
  }

  private static String metadata(ObjectNode body) {
    JsonNode metadata = body.path("metadata");
    if (!metadata.isMissingNode() && !metadata.isObject()) {
      throw malformed("'metadata' must be a JSON object.");
    }
    return metadata.isMissingNode() ? "{}" : ContextJson.text(metadata);
  }

  private static Optional<Duration> ttl(ObjectNode body) {
    JsonNode seconds = body.path("ttlSeconds");
    if (seconds.isMissingNode()) {
      return Optional.empty();
    }
    if (!seconds.isIntegralNumber() || !seconds.canConvertToLong()) {
      throw malformed("'ttlSeconds' must be a whole number of seconds.");
    }
    return Optional.of(Duration.ofSeconds(seconds.longValue()));
  }

  private static ProblemException malformed(String detail) {
    return Problems.malformed(detail).exception();
  }
}
