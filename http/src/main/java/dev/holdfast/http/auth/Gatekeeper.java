package dev.holdfast.http.auth;

import dev.holdfast.http.EdgeRequest;
import dev.holdfast.http.EdgeRequest.Caller;
import dev.holdfast.http.Problem;
import dev.holdfast.http.Problems;
import dev.holdfast.runtime.Headers;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides who a caller is and whether it may speak to this node at all. Thread rule: callable from
 * any thread.
 *
 * <p>A node without tokens trusts whoever is on this machine, so it must not be led astray by a
 * browser here that shows a page from elsewhere: such a page names another {@code Origin}, or
 * reaches 127.0.0.1 under another {@code Host}. Both are turned away.
 */
public final class Gatekeeper {
  private static final Caller NOBODY = new Caller(Caller.ANONYMOUS, false);
  private static final Caller LOCAL = new Caller(Caller.ANONYMOUS, true);

  private final Tokens tokens;
  private final SessionCookie cookie;
  private final Set<String> hosts;
  private final AllowedOrigins origins;

  /**
   * A gatekeeper.
   *
   * @param hosts names that a node without tokens answers to, beside those of loopback
   * @param origins of pages elsewhere that may use this node
   */
  public Gatekeeper(
      Tokens tokens, SessionCookie cookie, List<String> hosts, AllowedOrigins origins) {
    this.tokens = tokens;
    this.cookie = cookie;
    this.hosts =
        hosts.stream()
            .map(host -> host.toLowerCase(Locale.ROOT))
            .collect(Collectors.toCollection(HashSet::new));
    this.hosts.addAll(Set.of("localhost", "127.0.0.1", "[::1]"));
    this.origins = origins;
  }

  /** Why this request is turned away whatever it asks for; empty when it is not. */
  public Optional<Problem> turnedAway(Headers headers, boolean secure) {
    // Browsers keep answers from pages of other origins, but let those open sockets (RFC 6455,
    // 10.2), so sockets are asked for the Origin on every node.
    if (!tokens.none() && !EdgeRequest.wantsSocket(headers)) {
      return Optional.empty();
    }
    String host = headers.first("host").orElse("");
    if (tokens.none() && !hosts.contains(nameOf(host))) {
      return Optional.of(
          Problems.forbidden(
              "This node has no API token, so it answers only to localhost. Address it as"
                  + " localhost or 127.0.0.1, or allow this host name in its configuration."));
    }
    Optional<String> origin = headers.first("origin");
    if (origin.isPresent() && !allowed(origin.get(), host, secure)) {
      return Optional.of(foreignOrigin());
    }
    return Optional.empty();
  }

  /** Who sends a request that changes things or reads what is protected. */
  public Caller caller(Headers headers, boolean secure) {
    if (tokens.none()) {
      return LOCAL;
    }
    Optional<String> authorization = headers.first("authorization");
    if (authorization.isPresent()) {
      return tokens.bearer(authorization.get()).orElse(NOBODY);
    }
    return headers
        .first("cookie")
        .filter(ignored -> fromOwnPage(headers, secure))
        .flatMap(cookie::caller)
        .orElse(NOBODY);
  }

  /**
   * Who opens a socket. Browsers name the Origin of each, so a cookie without one is not a
   * browser's. {@link #turnedAway} has checked the Origin.
   *
   * @param bearer a token among the subprotocols, which stands for an {@code Authorization} header
   */
  public Caller opener(Headers headers, boolean secure, Optional<String> bearer) {
    if (tokens.none() || headers.first("authorization").isPresent()) {
      return caller(headers, secure);
    }
    if (bearer.isPresent()) {
      return tokens.caller(bearer.get()).orElse(NOBODY);
    }
    return headers.first("origin").isPresent() ? caller(headers, secure) : NOBODY;
  }

  /** Who opens a page: a browser following a link sends the cookie without an origin. */
  public Caller visitor(Headers headers, boolean secure) {
    Caller caller = caller(headers, secure);
    return caller.trusted()
        ? caller
        : headers.first("cookie").flatMap(cookie::caller).orElse(NOBODY);
  }

  /** Whether a form may be posted from where this request says it comes from. */
  public boolean ownForm(Headers headers, boolean secure) {
    return headers
        .first("origin")
        .map(origin -> allowed(origin, headers.first("host").orElse(""), secure))
        .orElse(true);
  }

  /** The answer to a page from elsewhere. */
  public static Problem foreignOrigin() {
    return Problems.forbidden(
        "Pages of this Origin may not use this node. Allow the origin in its configuration.");
  }

  // Browsers leave out Origin on same-origin GETs, and say so in Sec-Fetch-Site (Fetch Metadata).
  private boolean fromOwnPage(Headers headers, boolean secure) {
    Optional<String> origin = headers.first("origin");
    return origin.isPresent()
        ? allowed(origin.get(), headers.first("host").orElse(""), secure)
        : headers.first("sec-fetch-site").filter("same-origin"::equals).isPresent();
  }

  private boolean allowed(String origin, String host, boolean secure) {
    String own = (secure ? "https://" : "http://") + host;
    return origin.equalsIgnoreCase(own) || origins.contains(origin);
  }

  private static String nameOf(String host) {
    int end = host.startsWith("[") ? host.indexOf(']') + 1 : host.indexOf(':');
    return (end <= 0 ? host : host.substring(0, end)).toLowerCase(Locale.ROOT);
  }
}
