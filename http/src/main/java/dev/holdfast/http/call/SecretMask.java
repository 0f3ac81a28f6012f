package dev.holdfast.http.call;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Finds the secrets of one call in what came back: an answer is stored with its object, and an echo
 * or a redirect must not carry a secret there.
 */
final class SecretMask {
  /** Shorter ones would be found in what has nothing to do with them. */
  private static final int CHARS_MIN = 6;

  /** What to look for, as ISO 8859-1 characters that stand for UTF-8 bytes, and what to show. */
  private final Map<String, String> shownFor = new LinkedHashMap<>();

  void add(String name, String secret) {
    if (secret.length() >= CHARS_MIN) {
      String shown = "[secret " + name + "]";
      shownFor.put(latin(secret.getBytes(StandardCharsets.UTF_8)), shown);
      shownFor.put(URLEncoder.encode(secret, StandardCharsets.UTF_8), shown);
    }
  }

  boolean isIn(String text) {
    return shownFor.keySet().stream().anyMatch(text::contains);
  }

  String mask(String text) {
    String masked = text;
    for (Map.Entry<String, String> entry : shownFor.entrySet()) {
      masked = masked.replace(entry.getKey(), entry.getValue());
    }
    return masked;
  }

  /** The same array when there is nothing to hide. */
  byte[] mask(byte[] body) {
    if (shownFor.isEmpty()) {
      return body;
    }
    String text = latin(body);
    return isIn(text) ? mask(text).getBytes(StandardCharsets.ISO_8859_1) : body;
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
