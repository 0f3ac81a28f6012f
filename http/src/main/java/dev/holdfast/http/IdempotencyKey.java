package dev.holdfast.http;

import dev.holdfast.runtime.Headers;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.spi.Delivery;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/**
 * The {@code Idempotency-Key} header: a repeat gets the first answer and takes no second effect.
 */
public final class IdempotencyKey {
  static final String HEADER = "idempotency-key";

  private IdempotencyKey() {}

  /**
   * The request id of a request, empty when it has no key or its method is safe by itself. Throws a
   * 400 problem for a key that is too long, not printable or there twice.
   */
  public static Optional<Delivery.RequestId> of(EdgeRequest request) {
    if (request.method().equals("GET") || request.method().equals("HEAD")) {
      return Optional.empty();
    }
    List<Headers.Field> fields = request.headers().fields();
    String key = null;
    for (Headers.Field field : fields) {
      if (field.name().equalsIgnoreCase(HEADER)) {
        key = valid(field.value());
      }
    }
    return key == null
        ? Optional.empty()
        : Optional.of(new Delivery.RequestId(request.caller().scope(), key, hash(request)));
  }

  private static String valid(String key) {
    boolean printable = key.chars().allMatch(c -> c >= 0x20 && c <= 0x7e);
    if (key.isEmpty() || key.length() > Limits.REQUEST_ID_CHARS_MAX || !printable) {
      throw Problems.malformed(
              "Idempotency-Key must have 1 to %d printable ASCII characters. A UUID is a good one."
                  .formatted(Limits.REQUEST_ID_CHARS_MAX))
          .exception();
    }
    return key;
  }

  private static byte[] hash(EdgeRequest request) {
    MessageDigest digest = Sha256.digest();
    // Each part ends with a byte that none of them can hold, so parts cannot run into each other.
    for (String part :
        List.of(
            request.method(),
            request.path(),
            request.query(),
            request.headers().first("content-type").orElse(""))) {
      digest.update(part.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
    }
    return digest.digest(request.body());
  }
}
