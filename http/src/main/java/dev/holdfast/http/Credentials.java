package dev.holdfast.http;

import dev.holdfast.runtime.Headers;
import java.util.ArrayList;
import java.util.List;

/**
 * Header fields that prove who a caller is: the edge reads them, objects and logs never see them.
 */
final class Credentials {
  private static final List<String> FIELDS =
      List.of("authorization", "cookie", "proxy-authorization", "x-api-key");

  private Credentials() {}

  /**
   * These headers without such fields; the same object when there are none, as on most requests.
   */
  static Headers without(Headers headers) {
    List<Headers.Field> fields = headers.fields();
    for (int i = 0; i < fields.size(); i++) {
      if (holds(fields.get(i).name())) {
        List<Headers.Field> kept = new ArrayList<>(fields);
        kept.removeIf(field -> holds(field.name()));
        return new Headers(kept);
      }
    }
    return headers;
  }

  private static boolean holds(String name) {
    for (int i = 0; i < FIELDS.size(); i++) {
      if (FIELDS.get(i).equalsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }
}
