package dev.holdfast.http;

import dev.holdfast.http.auth.AllowedOrigins;
import dev.holdfast.http.auth.Cidr;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How the edge serves.
 *
 * @param host address to listen on: {@code localhost} or an IP literal
 * @param port 0 for one that is free, see {@link Edge#port}
 * @param apiTokens each lets in by itself; empty for a node that serves this machine only
 * @param allowedOrigins {@code scheme://host[:port]} of pages elsewhere that may use this node
 * @param allowedHosts names under which a node without tokens may be addressed, beside those of
 *     loopback; without port
 * @param trustedProxies whose {@code X-Forwarded-For} and {@code X-Forwarded-Proto} are believed
 * @param tls certificate and key, empty for plain HTTP
 * @param accessLog whether each request is logged at info; otherwise at debug
 * @param askDeadline how long the edge waits for an object
 */
public record EdgeSettings(
    String host,
    int port,
    List<String> apiTokens,
    List<String> allowedOrigins,
    List<String> allowedHosts,
    List<Cidr> trustedProxies,
    Optional<Tls> tls,
    boolean accessLog,
    Duration askDeadline,
    EdgeLimits limits) {

  /**
   * PEM files.
   *
   * @param certificate the chain, leaf first
   * @param key PKCS#8, unencrypted, RSA or EC
   */
  public record Tls(Path certificate, Path key) {}

  /** Shorter tokens can be guessed. */
  public static final int TOKEN_CHARS_MIN = 16;

  public EdgeSettings {
    apiTokens = List.copyOf(apiTokens);
    allowedOrigins = List.copyOf(allowedOrigins);
    allowedHosts = List.copyOf(allowedHosts);
    trustedProxies = List.copyOf(trustedProxies);
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port %d is not 0 to 65535.".formatted(port));
    }
    if (apiTokens.isEmpty() && !isLoopback(host)) {
      throw new IllegalArgumentException(
          ("--host %s is reachable from other machines, and no API token is set: everybody there"
                  + " could use this node. Set HOLDFAST_API_TOKEN, or serve 127.0.0.1.")
              .formatted(host));
    }
    for (String token : apiTokens) {
      if (token.length() < TOKEN_CHARS_MIN || token.chars().anyMatch(c -> c <= 0x20 || c > 0x7e)) {
        throw new IllegalArgumentException(
            ("an API token has %d characters or holds spaces or characters that are not ASCII. Use"
                    + " at least %d printable ones, such as the output of 'openssl rand -hex 32'.")
                .formatted(token.length(), TOKEN_CHARS_MIN));
      }
    }
    allowedOrigins.forEach(AllowedOrigins::require);
  }

  /** A node for this machine only, on that port. */
  public static EdgeSettings loopback(int port) {
    return new EdgeSettings(
        "127.0.0.1",
        port,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        false,
        dev.holdfast.runtime.Limits.DEFAULTS.askDeadline(),
        EdgeLimits.DEFAULTS);
  }

  /** These settings with these tokens. */
  public EdgeSettings tokens(String... tokens) {
    return new EdgeSettings(
        host,
        port,
        List.of(tokens),
        allowedOrigins,
        allowedHosts,
        trustedProxies,
        tls,
        accessLog,
        askDeadline,
        limits);
  }

  /** These settings with pages of these origins allowed. */
  public EdgeSettings origins(String... origins) {
    return new EdgeSettings(
        host,
        port,
        apiTokens,
        List.of(origins),
        allowedHosts,
        trustedProxies,
        tls,
        accessLog,
        askDeadline,
        limits);
  }

  /** These settings with that time to wait for objects. */
  public EdgeSettings askDeadline(Duration other) {
    return new EdgeSettings(
        host,
        port,
        apiTokens,
        allowedOrigins,
        allowedHosts,
        trustedProxies,
        tls,
        accessLog,
        other,
        limits);
  }

  /** These settings with these limits. */
  public EdgeSettings limits(EdgeLimits other) {
    return new EdgeSettings(
        host,
        port,
        apiTokens,
        allowedOrigins,
        allowedHosts,
        trustedProxies,
        tls,
        accessLog,
        askDeadline,
        other);
  }

  /** Secrets stay out of logs. */
  @Override
  public String toString() {
    return "EdgeSettings[%s:%d, %d tokens]".formatted(host, port, apiTokens.size());
  }

  private static boolean isLoopback(String host) {
    if (host.equalsIgnoreCase("localhost")) {
      return true;
    }
    try {
      return InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException notAnAddress) {
      return false;
    }
  }
}
