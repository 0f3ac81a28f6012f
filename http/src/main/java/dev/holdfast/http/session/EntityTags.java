package dev.holdfast.http.session;

import dev.holdfast.http.EdgeRequest;
import dev.holdfast.runtime.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Versions as entity tags (RFC 9110, 8.8.3): version 7 is {@code "7"}. */
final class EntityTags {
  /** A version that nothing has, for a condition that nothing meets. */
  private static final long NONE = -1;

  private static final Pattern STRONG = Pattern.compile("\"([0-9]{1,18})\"");

  private EntityTags() {}

  static String of(long version) {
    return "\"" + version + "\"";
  }

  /**
   * The versions that {@code If-Match} names; empty where there is no such condition, or any
   * version meets it.
   */
  static List<Long> ifMatch(EdgeRequest request) {
    List<String> tags = tags(request, "if-match");
    // What is asked to be changed is there, or it is answered 404: so "*" asks for nothing more.
    return tags.contains("*") ? List.of() : tags.stream().map(EntityTags::version).toList();
  }

  /** Whether {@code If-None-Match} says that the client has this version already. */
  static boolean clientHas(EdgeRequest request, long version) {
    return tags(request, "if-none-match").stream()
        .anyMatch(tag ->
            tag.equals("*") || (tag.startsWith("W/") ? tag.substring(2) : tag).equals(of(version)));
  }

  private static long version(String tag) {
    var strong = STRONG.matcher(tag);
    return strong.matches() ? Long.parseLong(strong.group(1)) : NONE;
  }

  private static List<String> tags(EdgeRequest request, String header) {
    List<String> tags = new ArrayList<>();
    for (Headers.Field field : request.headers().fields()) {
      if (field.name().equalsIgnoreCase(header)) {
        for (String tag : field.value().split(",", -1)) {
          tags.add(tag.strip());
        }
      }
    }
    return tags;
  }
}
