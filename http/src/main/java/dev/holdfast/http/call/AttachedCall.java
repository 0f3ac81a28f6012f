package dev.holdfast.http.call;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A call with its secrets put in. It lives as long as one attempt and is shown nowhere.
 *
 * @param trusted whether its URL may lead to private addresses
 * @param body empty for a request without one
 */
record AttachedCall(
    String method,
    URI url,
    boolean trusted,
    List<Field> headers,
    Optional<byte[]> body,
    SecretMask secrets) {

  /** What is of the one it was meant for, whoever wrote it. */
  private static final Set<String> OF_ONE_ORIGIN =
      Set.of("authorization", "proxy-authorization", "cookie");

  /**
   * A header field.
   *
   * @param secret whether its value contains a secret
   */
  record Field(String name, String value, boolean secret) {
    boolean ofOneOrigin() {
      return secret || OF_ONE_ORIGIN.contains(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Whether a redirect of it is followed: asking again changes nothing on the other side. */
  boolean mayFollow() {
    return method.equals("GET") || method.equals("HEAD");
  }

  /** What is sent to another origin than the call was meant for: no secrets and no body. */
  AttachedCall forOthers() {
    List<Field> harmless =
        headers.stream()
            .filter(field -> !field.ofOneOrigin() && !field.name().equals("Content-Type"))
            .toList();
    return new AttachedCall(method, url, false, harmless, Optional.empty(), secrets);
  }

  @Override
  public String toString() {
    return method;
  }
}
