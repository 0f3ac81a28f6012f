package dev.holdfast.http.engine;

import java.nio.charset.StandardCharsets;

/** Strings of the header names that most requests have, so that they are not made anew. */
final class HeaderNames {
  private static final String[] COMMON = {
    "Host",
    "User-Agent",
    "Accept",
    "Accept-Encoding",
    "Accept-Language",
    "Authorization",
    "Connection",
    "Content-Length",
    "Content-Type",
    "Cookie",
    "Cache-Control",
    "Idempotency-Key",
    "If-None-Match",
    "Origin",
    "Pragma",
    "Referer",
    "Sec-Fetch-Dest",
    "Sec-Fetch-Mode",
    "Sec-Fetch-Site",
    "Sec-WebSocket-Extensions",
    "Sec-WebSocket-Key",
    "Sec-WebSocket-Protocol",
    "Sec-WebSocket-Version",
    "Traceparent",
    "Transfer-Encoding",
    "Upgrade",
    "X-Forwarded-For",
    "X-Forwarded-Proto",
    "X-Request-Id"
  };

  /** A power of two, some eight times the names, so that few share a place. */
  private static final int PLACES = 512;

  private static final String[] TABLE = new String[PLACES];

  static {
    for (String name : COMMON) {
      put(name);
      put(name.toLowerCase(java.util.Locale.ROOT));
    }
  }

  private HeaderNames() {}

  /** The name that the first bytes of a line hold, as it came. They must be ASCII. */
  static String of(byte[] line, int length) {
    String known = TABLE[place(line[0], line[length >> 1], line[length - 1], length)];
    return known != null && matches(known, line, length)
        ? known
        : new String(line, 0, length, StandardCharsets.ISO_8859_1);
  }

  private static void put(String name) {
    int length = name.length();
    int place = place(name.charAt(0), name.charAt(length >> 1), name.charAt(length - 1), length);
    // Who comes second is simply not remembered.
    if (TABLE[place] == null) {
      TABLE[place] = name;
    }
  }

  private static int place(int first, int middle, int last, int length) {
    return (first * 31 + middle * 7 + last * 131 + length * 17) & (PLACES - 1);
  }

  private static boolean matches(String name, byte[] line, int length) {
    if (name.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (name.charAt(i) != line[i]) {
        return false;
      }
    }
    return true;
  }
}
