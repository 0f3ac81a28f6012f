package dev.holdfast.http;

import java.util.List;

/**
 * One line of the URL space.
 *
 * @param name short and stable, the {@code route} label in metrics
 * @param methods in capitals; any other is answered 405 with {@code Allow}. Empty for every method
 * @param path as in OpenAPI: literal segments and {@code {parameters}}, which match one segment
 *     each, empty ones too; a last {@code {rest...}} matches whatever follows, also nothing
 * @param guard who may come in
 * @param bodyBytesMax a longer body is answered 413; 0 for routes that take none
 */
public record Route(
    String name,
    List<String> methods,
    String path,
    Guard guard,
    int bodyBytesMax,
    Handler handler) {

  /** Who may come in. Host, origin and rate checks apply to every route alike. */
  public enum Guard {
    /** Anyone: the route tells nothing or checks for itself. */
    OPEN,
    /** By API token, or the page's cookie from an allowed origin; anyone while no token is set. */
    TOKEN,
    /** As {@link #TOKEN}, but a browser without is sent to sign in. */
    PAGE
  }

  public Route {
    methods = List.copyOf(methods);
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("route '%s' must begin with a slash.".formatted(path));
    }
  }

  /** A route without a body, for {@code GET} (and so {@code HEAD}). */
  public static Route get(String name, String path, Guard guard, Handler handler) {
    return new Route(name, List.of("GET", "HEAD"), path, guard, 0, handler);
  }

  /** A route that takes a body by {@code POST}. */
  public static Route post(
      String name, String path, Guard guard, int bodyBytesMax, Handler handler) {
    return new Route(name, List.of("POST"), path, guard, bodyBytesMax, handler);
  }
}
