package dev.holdfast.runtime;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a call may say, checked where it is made, so that nothing unclear is ever stored. */
final class CallRules {
  private static final Pattern METHOD = Pattern.compile("[A-Z][A-Z0-9-]{0,31}");
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
  private static final Pattern ORIGIN =
      Pattern.compile("https?://([^/?#]+)(.*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** What the client sets by itself, or must not be said to another hop. */
  private static final Set<String> OURS =
      Set.of(
          "host",
          "content-length",
          "content-type",
          "transfer-encoding",
          "connection",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "upgrade",
          "expect",
          "accept-encoding",
          "idempotency-key",
          "traceparent");

  private static final int SHOWN_CHARS_MAX = 60;
  private static final int PORT_MAX = 65_535;

  private CallRules() {}

  static void checkMethod(String method) {
    require(
        METHOD.matcher(method).matches(),
        "'%s' is no method. Use upper case letters, such as GET.".formatted(shown(method)));
    require(
        !method.equals("CONNECT") && !method.equals("TRACE"),
        method + " is about the connection, not about a resource. Use another method.");
  }

  static void checkUrl(Text url) {
    require(!url.parts().isEmpty(), "a call needs a URL, such as https://example.org/feed.");
    require(
        url.chars() <= CallBounds.URL_CHARS_MAX,
        "a URL has %d characters, limit %d. Send the rest in the body."
            .formatted(url.chars(), CallBounds.URL_CHARS_MAX));
    String sample =
        switch (url.parts().getFirst()) {
          case Text.Part.Literal(String text) -> checkedOrigin(text, url.parts().size() > 1);
          case Text.Part.Setting _ -> "http://setting.invalid";
          case Text.Part.Secret _ ->
              throw new IllegalArgumentException(
                  "a URL begins with a secret. Begin with http:// or https:// and the host, or with"
                      + " a setting that holds them.");
        };
    checkParses(sample + rest(url));
  }

  /** The literal itself; what may follow it must not be able to become part of the host. */
  private static String checkedOrigin(String literal, boolean followed) {
    Matcher origin = ORIGIN.matcher(literal);
    require(
        origin.matches(),
        "'%s' is no URL to call. Use http:// or https:// and a host.".formatted(shown(literal)));
    require(
        origin.group(1).indexOf('@') < 0,
        "a URL names a user or password. Use a header: Authorization with a secret.");
    require(
        !followed || !origin.group(2).isEmpty(),
        "a secret or setting follows right behind the host of a URL. End the host with '/', or"
            + " begin the URL with a setting.");
    return literal;
  }

  private static void checkParses(String sample) {
    require(
        none(sample, c -> c <= ' ' || c >= 0x7f),
        "a URL contains blanks, controls or non-ASCII. Encode them with %XX, a host as xn--.");
    try {
      URI uri = new URI(sample);
      require(uri.getHost() != null, "a URL has no valid host. Use a DNS name or an IP address.");
      require(
          uri.getPort() != 0 && uri.getPort() <= PORT_MAX,
          "a URL has port %d. Use 1 to %d.".formatted(uri.getPort(), PORT_MAX));
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "a URL cannot be read at character %d: %s. Encode what is special with %%XX."
              .formatted(e.getIndex(), e.getReason()));
    }
  }

  /** All parts but the first, as they may look. */
  private static String rest(Text url) {
    StringBuilder rest = new StringBuilder();
    for (Text.Part part : url.parts().subList(1, url.parts().size())) {
      rest.append(part instanceof Text.Part.Literal(String text) ? text : "x");
    }
    return rest.toString();
  }

  static void checkHeader(String name, Text value) {
    require(
        TOKEN.matcher(name).matches(),
        "'%s' is no name of a header. Use letters, digits and '-'.".formatted(shown(name)));
    require(
        !OURS.contains(name.toLowerCase(Locale.ROOT)),
        "the header %s is set by the node. Leave it out; a body says its content type itself, and"
                .formatted(name)
            + " a call its idempotency key.");
    require(
        name.length() + value.chars() <= CallBounds.HEADER_CHARS_MAX,
        "the header %s has %d characters, limit %d."
            .formatted(shown(name), name.length() + value.chars(), CallBounds.HEADER_CHARS_MAX));
    for (Text.Part part : value.parts()) {
      if (part instanceof Text.Part.Literal(String text)) {
        checkValue(name, text);
      }
    }
  }

  private static void checkValue(String name, String text) {
    require(
        none(text, c -> (c < ' ' && c != '\t') || c >= 0x7f),
        "the value of the header %s contains line ends, controls or non-ASCII. Encode it."
            .formatted(name));
  }

  static void checkBody(String contentType, long bytes) {
    require(!contentType.isBlank(), "a body has no content type. Use application/octet-stream.");
    require(
        contentType.length() <= CallBounds.HEADER_CHARS_MAX,
        "a content type has %d characters, limit %d."
            .formatted(contentType.length(), CallBounds.HEADER_CHARS_MAX));
    checkValue("content-type", contentType);
    require(
        bytes <= CallBounds.BODY_BYTES_MAX,
        "a body has %d bytes, limit %d. Send it in pieces, or a link to it."
            .formatted(bytes, CallBounds.BODY_BYTES_MAX));
  }

  static void checkCount(int headers) {
    require(
        headers <= CallBounds.HEADERS_MAX,
        "a call has %d headers, limit %d.".formatted(headers, CallBounds.HEADERS_MAX));
  }

  static void checkDeadline(Duration deadline) {
    require(
        deadline.compareTo(CallBounds.DEADLINE_MIN) >= 0
            && deadline.compareTo(CallBounds.DEADLINE_MAX) <= 0,
        "a call has a deadline of %s. Use %s to %s."
            .formatted(deadline, CallBounds.DEADLINE_MIN, CallBounds.DEADLINE_MAX));
  }

  static void checkIdempotencyKey(String key) {
    require(
        !key.isEmpty()
            && key.length() <= Limits.REQUEST_ID_CHARS_MAX
            && none(key, c -> c <= ' ' || c >= 0x7f),
        "'%s' is no idempotency key. Use 1 to %d printable ASCII characters without blanks."
            .formatted(shown(key), Limits.REQUEST_ID_CHARS_MAX));
  }

  static void checkName(String name) {
    require(
        !name.isBlank()
            && name.length() <= CallBounds.NAME_CHARS_MAX
            && none(name, Character::isISOControl)
            && Utf8Order.loneSurrogate(name) < 0,
        "'%s' is no name of a call. Use 1 to %d characters without controls."
            .formatted(shown(name), CallBounds.NAME_CHARS_MAX));
  }

  static void checkLane(String lane) {
    require(
        !lane.isBlank()
            && lane.length() <= CallBounds.NAME_CHARS_MAX
            && none(lane, Character::isISOControl),
        "'%s' is no name of a lane. Use 1 to %d characters without controls."
            .formatted(shown(lane), CallBounds.NAME_CHARS_MAX));
  }

  /** Bytes of a text in UTF-8, secrets and settings counted by their names. */
  static long bytes(Text text) {
    long bytes = 0;
    for (Text.Part part : text.parts()) {
      bytes +=
          switch (part) {
            case Text.Part.Literal(String literal) ->
                literal.getBytes(StandardCharsets.UTF_8).length;
            case Text.Part.Secret(String name) -> name.length();
            case Text.Part.Setting(String name) -> name.length();
          };
    }
    return bytes;
  }

  /** As it may stand in an error: short, on one line. */
  static String shown(String text) {
    String line = text.replaceAll("\\p{Cntrl}", "?");
    return line.length() <= SHOWN_CHARS_MAX ? line : line.substring(0, SHOWN_CHARS_MAX) + "...";
  }

  private static boolean none(String text, IntPredicate bad) {
    return text.chars().noneMatch(bad);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
