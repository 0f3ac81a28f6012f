package dev.holdfast.http.call;

import dev.holdfast.runtime.CallResult.Why;
import java.net.URI;
import java.util.Locale;

/**
 * Scheme, host and port of a URL (RFC 6454): who an answer comes from.
 *
 * @param host lower case, an IPv6 address without brackets
 * @param port the scheme's own where the URL has none
 */
record Origin(String scheme, String host, int port) {
  private static final int HTTP = 80;
  private static final int HTTPS = 443;
  private static final int PORT_MAX = 65_535;

  /** Throws where it cannot be called: not http or https, no host, a user or a password in it. */
  static Origin of(URI uri, Why otherwise) throws AttemptFailed {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    boolean web = scheme.equals("http") || scheme.equals("https");
    String host = uri.getHost();
    if (!web || host == null || uri.getRawUserInfo() != null) {
      throw AttemptFailed.forGood(
          otherwise, "the address is not of http or https, or names no host, or names a user");
    }
    int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? HTTPS : HTTP;
    if (port < 1 || port > PORT_MAX) {
      throw AttemptFailed.forGood(otherwise, "the address has a port that cannot be");
    }
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return new Origin(scheme, bare.toLowerCase(Locale.ROOT), port);
  }

  /** Whose places it takes: those who share a host and port share what hangs there. */
  String place() {
    return host + ":" + port;
  }

  /** The port as it belongs in a {@code Host} header: -1 for the scheme's own. */
  int shownPort() {
    return port == (scheme.equals("https") ? HTTPS : HTTP) ? -1 : port;
  }
}
