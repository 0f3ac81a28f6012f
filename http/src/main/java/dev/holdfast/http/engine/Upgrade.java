package dev.holdfast.http.engine;

import dev.holdfast.http.Problem;
import dev.holdfast.http.Problems;
import dev.holdfast.runtime.Headers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The opening handshake of a WebSocket (RFC 6455, 4.2). Stateless. */
final class Upgrade {
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int KEY_BYTES = 16;
  private static final int KEY_CHARS = 24;
  private static final String DEFLATE = "permessage-deflate";

  private Upgrade() {}

  /** Why this request cannot become a WebSocket. */
  static Optional<Problem> problem(RequestHead head) {
    Headers headers = head.headers();
    if (!head.asksForSocket() || !names(headers.all("connection"), "upgrade")) {
      return Optional.of(Problems.upgradeRequired());
    }
    if (!head.method().equals("GET") || !head.http11() || head.hasBody()) {
      return Optional.of(
          Problems.malformed("A WebSocket is opened by GET, with HTTP/1.1 and without a body."));
    }
    if (!headers.all("sec-websocket-version").equals(List.of("13"))) {
      return Optional.of(Problems.upgradeRequired().with("sec-websocket-version", "13"));
    }
    List<String> keys = headers.all("sec-websocket-key");
    if (keys.size() != 1 || !isKey(keys.getFirst())) {
      return Optional.of(
          Problems.malformed("Sec-WebSocket-Key must be there once: 16 bytes in base 64."));
    }
    return Optional.empty();
  }

  /**
   * The fields of the switch.
   *
   * @param more what the edge adds
   */
  static Headers switching(RequestHead head, Headers more, boolean deflate) {
    Headers fields = Headers.NONE.with("Upgrade", "websocket");
    String key = head.headers().first("sec-websocket-key").orElseThrow();
    fields = fields.with("Sec-WebSocket-Accept", accept(key));
    if (deflate) {
      fields =
          fields.with(
              "Sec-WebSocket-Extensions",
              DEFLATE + "; server_no_context_takeover; client_no_context_takeover");
    }
    for (Headers.Field field : more.fields()) {
      fields = fields.with(field.name(), field.value());
    }
    return fields;
  }

  /** Whether one of the client's offers of compression is one we can keep (RFC 7692, 7.1). */
  static boolean offersDeflate(RequestHead head) {
    return head.headers().all("sec-websocket-extensions").stream()
        .flatMap(value -> Arrays.stream(value.split(",", -1)))
        .anyMatch(Upgrade::isOurDeflate);
  }

  private static boolean isOurDeflate(String offer) {
    String[] parts = offer.toLowerCase(Locale.ROOT).split(";", -1);
    if (!parts[0].strip().equals(DEFLATE)) {
      return false;
    }
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].replace("\"", "").replace(" ", "");
      boolean kept =
          switch (parameter) {
            case "server_no_context_takeover",
                "client_no_context_takeover",
                "client_max_window_bits",
                // The JDK compresses with a window of 15 bits and no other.
                "server_max_window_bits=15" ->
                true;
            // Whatever window the client keeps to, ours is large enough to read it.
            default -> parameter.matches("client_max_window_bits=(8|9|1[0-5])");
          };
      if (!kept) {
        return false;
      }
    }
    return true;
  }

  private static boolean names(List<String> values, String option) {
    return values.stream()
        .flatMap(value -> Arrays.stream(value.split(",", -1)))
        .anyMatch(name -> name.strip().equalsIgnoreCase(option));
  }

  private static boolean isKey(String key) {
    try {
      // The decoder does without padding, the standard does not.
      return key.length() == KEY_CHARS && Base64.getDecoder().decode(key).length == KEY_BYTES;
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }

  private static String accept(String key) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1")
              .digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every JDK has SHA-1", impossible);
    }
  }
}
