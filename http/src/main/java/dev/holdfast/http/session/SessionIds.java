package dev.holdfast.http.session;

import dev.holdfast.actors.chitty.ChittySession;
import dev.holdfast.http.EdgeRequest;
import dev.holdfast.http.IdempotencyKey;
import dev.holdfast.http.Problems;
import dev.holdfast.http.Sha256;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.spi.Delivery;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.UUID;

/** Ids of contexts, as objects and in paths. */
final class SessionIds {
  private static final String PREFIX = "s-";

  /** As many as a UUID has. */
  private static final int FRESH_BYTES = 16;

  private SessionIds() {}

  /** The context's object. Throws a 400 problem for what no context can be called. */
  static ObjectId object(String id) {
    try {
      return new ObjectId(ChittySession.TYPE.name(), id);
    } catch (IllegalArgumentException noName) {
      throw Problems.malformed(String.valueOf(noName.getMessage())).exception();
    }
  }

  /**
   * An id for a context whose maker gives none. Where the request has an {@code Idempotency-Key} it
   * follows from that: a repeat must come to the same context.
   */
  static String fresh(EdgeRequest request) {
    return IdempotencyKey.of(request)
        .map(SessionIds::of)
        .orElseGet(() -> PREFIX + UUID.randomUUID().toString().replace("-", ""));
  }

  private static String of(Delivery.RequestId request) {
    byte[] hash = Sha256.of(request.scope() + '\0' + request.value());
    return PREFIX + HexFormat.of().formatHex(hash, 0, FRESH_BYTES);
  }

  /** As one segment of a path. */
  static String encoded(String id) {
    return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
