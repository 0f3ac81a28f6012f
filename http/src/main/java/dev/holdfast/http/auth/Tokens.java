package dev.holdfast.http.auth;

import dev.holdfast.http.EdgeRequest.Caller;
import dev.holdfast.http.Sha256;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The node's API tokens. Compared by their hashes, all of them each time, so that the time taken
 * tells nothing about any.
 *
 * <p>Thread rule: any thread; immutable.
 */
public final class Tokens {
  private static final String SCHEME = "bearer ";

  private record Known(byte[] hash, String scope, String token) {}

  private final List<Known> known;

  /** Accepts those tokens. */
  public Tokens(List<String> tokens) {
    this.known = tokens.stream().map(Tokens::known).toList();
  }

  /** Whether no token is set, so that everybody who gets here may come in. */
  public boolean none() {
    return known.isEmpty();
  }

  /** Who presents an {@code Authorization} header; empty when it is not a token of this node. */
  public Optional<Caller> bearer(String authorization) {
    boolean bearer = authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    return bearer ? caller(authorization.substring(SCHEME.length()).strip()) : Optional.empty();
  }

  /** Who presents a token; empty when it is not one of this node. */
  public Optional<Caller> caller(String token) {
    return matching(token).map(match -> new Caller(match.scope, true));
  }

  /** Whether a caller's scope is of one of these tokens, or there is none to be of. */
  public boolean hasScope(String scope) {
    return known.isEmpty()
        ? scope.equals(Caller.ANONYMOUS)
        : known.stream().anyMatch(each -> each.scope.equals(scope));
  }

  Optional<String> tokenOf(String presented) {
    return matching(presented).map(Known::token);
  }

  List<String> all() {
    return known.stream().map(Known::token).toList();
  }

  Caller callerOf(String ownToken) {
    return new Caller(scope(Sha256.of(ownToken)), true);
  }

  private Optional<Known> matching(String token) {
    byte[] hash = Sha256.of(token);
    Known match = null;
    for (Known each : known) {
      if (MessageDigest.isEqual(each.hash, hash)) {
        match = each;
      }
    }
    return Optional.ofNullable(match);
  }

  private static Known known(String token) {
    byte[] hash = Sha256.of(token);
    return new Known(hash, scope(hash), token);
  }

  private static String scope(byte[] hash) {
    return "token:" + HexFormat.of().formatHex(hash, 0, 8);
  }
}
