package dev.holdfast.http.page;

import dev.holdfast.http.EdgeRequest;
import dev.holdfast.http.EdgeResponse;
import dev.holdfast.http.auth.Gatekeeper;
import dev.holdfast.http.auth.SessionCookie;
import dev.holdfast.runtime.Headers;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code /login} and {@code /logout}: an API token for a cookie. */
public final class SignIn {
  /** A form with one token in it. */
  public static final int FORM_BYTES_MAX = 4_096;

  private final Assets assets;
  private final SessionCookie cookie;
  private final Gatekeeper gatekeeper;

  /** Sign-in with those cookies. */
  public SignIn(Assets assets, SessionCookie cookie, Gatekeeper gatekeeper) {
    this.assets = assets;
    this.cookie = cookie;
    this.gatekeeper = gatekeeper;
  }

  /** The form. */
  public CompletionStage<EdgeResponse> form(EdgeRequest request) {
    return CompletableFuture.completedFuture(assets.file(200, "login.html"));
  }

  /** The form was sent: to the page with a cookie, or the form again with 401. */
  public CompletionStage<EdgeResponse> signIn(EdgeRequest request) {
    requireOwnForm(request);
    String token = field(request, "token").strip();
    return CompletableFuture.completedFuture(
        cookie
            .signIn(token, request.secure())
            .map(value -> seeOther("/", value))
            .orElseGet(() -> assets.file(401, "login.html")));
  }

  /** Removes the cookie. */
  public CompletionStage<EdgeResponse> signOut(EdgeRequest request) {
    requireOwnForm(request);
    return CompletableFuture.completedFuture(seeOther("/login", cookie.signOut(request.secure())));
  }

  // Another site could otherwise sign a visitor in as somebody else, or out.
  private void requireOwnForm(EdgeRequest request) {
    if (!gatekeeper.ownForm(request.headers(), request.secure())) {
      throw Gatekeeper.foreignOrigin().exception();
    }
  }

  private static EdgeResponse seeOther(String location, String setCookie) {
    Headers headers = Headers.NONE.with("location", location).with("set-cookie", setCookie);
    return new EdgeResponse.Whole(303, headers, new byte[0]);
  }

  private static String field(EdgeRequest request, String name) {
    String form = new String(request.body(), StandardCharsets.UTF_8);
    for (String pair : form.split("&", -1)) {
      if (pair.startsWith(name + "=")) {
        return decoded(pair.substring(name.length() + 1)).orElse("");
      }
    }
    return "";
  }

  private static Optional<String> decoded(String value) {
    try {
      return Optional.of(URLDecoder.decode(value, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }
}
