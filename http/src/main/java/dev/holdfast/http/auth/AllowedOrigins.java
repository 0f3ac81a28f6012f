package dev.holdfast.http.auth;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The origins (RFC 6454) of pages elsewhere that may use this node. Browsers write an origin in one
 * way, so equal text is the same origin.
 *
 * <p>Thread rule: any thread; immutable.
 */
public final class AllowedOrigins {
  private static final Pattern ORIGIN =
      Pattern.compile(
          "(?<scheme>[a-z][a-z0-9+.-]*)://"
              + "(?:[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?|\\[[0-9a-f:.]+])"
              + "(?::(?<port>[1-9][0-9]{0,4}))?");

  private static final int PORT_MAX = 65_535;

  private final Set<String> origins;

  /** Allows these; throws {@link IllegalArgumentException} where one is none. */
  public AllowedOrigins(List<String> origins) {
    origins.forEach(AllowedOrigins::require);
    this.origins =
        origins.stream()
            .map(origin -> origin.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether no page elsewhere may use this node. */
  public boolean none() {
    return origins.isEmpty();
  }

  /** Whether an {@code Origin} header names one of them. {@code null} never does. */
  public boolean contains(String origin) {
    return origins.contains(origin.toLowerCase(Locale.ROOT));
  }

  /**
   * Throws {@link IllegalArgumentException} saying what is wrong with an origin that no browser
   * sends: it would allow nothing, or is meant to allow everything.
   */
  public static void require(String origin) {
    Matcher parts = ORIGIN.matcher(origin.toLowerCase(Locale.ROOT));
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          ("allowed origin '%s' is not of the form https://host[:port]. Name each origin, without"
                  + " path, slash or wildcard.")
              .formatted(origin));
    }
    String port = parts.group("port");
    if (port != null && Integer.parseInt(port) > PORT_MAX) {
      throw new IllegalArgumentException(
          "allowed origin '%s' has no port that there is. Use 1 to %d."
              .formatted(origin, PORT_MAX));
    }
    String scheme = parts.group("scheme");
    if ((scheme.equals("https") && "443".equals(port))
        || (scheme.equals("http") && "80".equals(port))) {
      throw new IllegalArgumentException(
          "allowed origin '%s' names the port that its scheme means; browsers leave it out. Do so."
              .formatted(origin));
    }
  }
}
