package dev.holdfast.http.page;

import dev.holdfast.http.EdgeResponse;
import dev.holdfast.http.Problems;
import dev.holdfast.runtime.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** The page's files, from the class path, read once. */
public final class Assets {
  /** Nothing but our own files: no inline code, no other sites, no frames. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self';"
          + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private static final String HTML = "text/html; charset=utf-8";
  private static final String STYLE = "text/css; charset=utf-8";
  private static final String SCRIPT = "text/javascript; charset=utf-8";

  /** The client's modules are those of {@code http/client}, which the build copies here. */
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("index.html", HTML),
          Map.entry("login.html", HTML),
          Map.entry("chat.html", HTML),
          Map.entry("page.css", STYLE),
          Map.entry("chat.css", STYLE),
          Map.entry("page.js", SCRIPT),
          Map.entry("chat.js", SCRIPT),
          Map.entry("holdfast-client.js", SCRIPT),
          Map.entry("holdfast-connection.js", SCRIPT),
          Map.entry("holdfast-requests.js", SCRIPT),
          Map.entry("icon.svg", "image/svg+xml"),
          Map.entry("openapi.json", "application/json"));

  private final Map<String, byte[]> files = new java.util.HashMap<>();

  /** Reads them; throws when the program was packaged without one. */
  public Assets() {
    TYPES.keySet().forEach(name -> files.put(name, read(name)));
  }

  /** A file, with a status. */
  public EdgeResponse file(int status, String name) {
    byte[] body = files.get(name);
    String type = TYPES.get(name);
    if (body == null || type == null) {
      throw Problems.notFound("There is no file of that name here.").exception();
    }
    Headers headers =
        Headers.NONE
            .with("content-type", type)
            .with("cache-control", "no-cache")
            .with("content-security-policy", POLICY)
            .with("x-frame-options", "DENY")
            .with("referrer-policy", "same-origin");
    return new EdgeResponse.Whole(status, headers, body);
  }

  private static byte[] read(String name) {
    try (InputStream in = Assets.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks its file " + name);
      }
      return in.readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
