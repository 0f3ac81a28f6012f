package dev.holdfast.http;

import dev.holdfast.runtime.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Header fields that prove who a caller is: the edge reads them, objects and logs never see them.
 * Of the subprotocols that a client offers, that goes for a token among them.
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
      if (holds(fields.get(i)) || offersToken(fields.get(i))) {
        return new Headers(kept(fields));
      }
    }
    return headers;
  }

  private static List<Headers.Field> kept(List<Headers.Field> fields) {
    List<Headers.Field> kept = new ArrayList<>(fields.size());
    for (Headers.Field field : fields) {
      if (offersToken(field)) {
        String others =
            Stream.of(field.value().split(",", -1))
                .map(String::strip)
                .filter(protocol -> !Handshake.isBearer(protocol))
                .collect(Collectors.joining(", "));
        if (!others.isEmpty()) {
          kept.add(new Headers.Field(field.name(), others));
        }
      } else if (!holds(field)) {
        kept.add(field);
      }
    }
    return kept;
  }

  private static boolean offersToken(Headers.Field field) {
    return field.name().equalsIgnoreCase(Handshake.PROTOCOLS)
        && field.value().contains(Handshake.BEARER);
  }

  private static boolean holds(Headers.Field field) {
    for (int i = 0; i < FIELDS.size(); i++) {
      if (FIELDS.get(i).equalsIgnoreCase(field.name())) {
        return true;
      }
    }
    return false;
  }
}
