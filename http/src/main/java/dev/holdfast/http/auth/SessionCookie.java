package dev.holdfast.http.auth;

import dev.holdfast.http.EdgeRequest.Caller;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The cookie of a signed-in page: an expiry and a random part, authenticated with a key made from
 * the token that signed in. It says nothing of the token, holds on every node that has that token,
 * also after a restart, and dies with the token.
 *
 * <p>Thread rule: any thread; nothing is remembered between calls.
 */
public final class SessionCookie {
  /** Its name. */
  public static final String NAME = "holdfast_session";

  /** Half a day: a working day's page stays open, a forgotten one does not. */
  static final Duration LIFETIME = Duration.ofHours(12);

  private static final int NONCE_BYTES = 16;
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final Tokens tokens;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  /** Cookies for those tokens. */
  public SessionCookie(Tokens tokens, InstantSource clock) {
    this.tokens = tokens;
    this.clock = clock;
  }

  /** The {@code Set-Cookie} value for who presents a token; empty when it is not one. */
  public Optional<String> signIn(String token, boolean secure) {
    return tokens.tokenOf(token).map(own -> header(value(own), LIFETIME, secure));
  }

  /** The {@code Set-Cookie} value that removes the cookie. */
  public String signOut(boolean secure) {
    return header("", Duration.ZERO, secure);
  }

  /** Who presents a {@code Cookie} header; empty when it has no valid session. */
  public Optional<Caller> caller(String cookies) {
    for (String cookie : cookies.split(";", -1)) {
      String pair = cookie.strip();
      if (pair.startsWith(NAME + "=")) {
        return verified(pair.substring(NAME.length() + 1));
      }
    }
    return Optional.empty();
  }

  private String value(String token) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    String expiry = Long.toString(clock.instant().plus(LIFETIME).getEpochSecond());
    String signed = expiry + "." + ENCODER.encodeToString(nonce);
    return signed + "." + ENCODER.encodeToString(mac(token, signed));
  }

  private Optional<Caller> verified(String value) {
    int dot = value.lastIndexOf('.');
    int first = value.indexOf('.');
    if (first < 1 || first == dot) {
      return Optional.empty();
    }
    byte[] given = value.substring(dot + 1).getBytes(StandardCharsets.US_ASCII);
    String signed = value.substring(0, dot);
    Caller caller = null;
    for (String token : tokens.all()) {
      byte[] right = ENCODER.encode(mac(token, signed));
      if (MessageDigest.isEqual(right, given)) {
        caller = tokens.callerOf(token);
      }
    }
    if (caller == null) {
      return Optional.empty();
    }
    // The expiry is ours only once the signature holds, hence a number.
    Instant expiry = Instant.ofEpochSecond(Long.parseLong(value.substring(0, first)));
    return expiry.isAfter(clock.instant())
        ? Optional.of(new Caller(caller.scope(), true, Optional.of(expiry)))
        : Optional.empty();
  }

  private static byte[] mac(String token, String signed) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      byte[] key = ("holdfast-session-v1:" + token).getBytes(StandardCharsets.UTF_8);
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError("every Java platform has HmacSHA256", impossible);
    }
  }

  private static String header(String value, Duration age, boolean secure) {
    return "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Strict%s"
        .formatted(NAME, value, age.toSeconds(), secure ? "; Secure" : "");
  }
}
