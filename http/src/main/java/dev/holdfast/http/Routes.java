package dev.holdfast.http;

import static dev.holdfast.http.Route.Guard.OPEN;
import static dev.holdfast.http.Route.Guard.PAGE;
import static dev.holdfast.http.Route.Guard.TOKEN;

import dev.holdfast.http.limits.RateLimits;
import dev.holdfast.http.page.Assets;
import dev.holdfast.http.page.LiveFeed;
import dev.holdfast.http.page.SignIn;
import dev.holdfast.http.webhook.WebhookHandler;
import dev.holdfast.http.webhook.WebhookSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The whole URL space on one screen. What is served here is described in {@code openapi.json}. */
final class Routes {
  /** Kept for later parts of the contract: 404 with a text that says so. */
  private static final List<String> RESERVED =
      List.of(
          "/api/v1/queues",
          "/api/v1/objects",
          "/api/v1/documents",
          "/api/v1/credentials",
          "/api/status",
          "/api/cycles",
          "/api/logs",
          "/interactions",
          "/process");

  /** The source that {@code /webhook} alone means. */
  private static final String DEFAULT_SOURCE = "telegram";

  /** What the pages are made of, and the client for pages elsewhere. */
  private static final List<String> ASSETS =
      List.of(
          "page.css",
          "page.js",
          "chat.css",
          "chat.js",
          "holdfast-client.js",
          "holdfast-connection.js",
          "holdfast-requests.js",
          "icon.svg");

  private final List<Route> routes = new ArrayList<>();

  Routes(
      NodeHandlers node,
      Assets assets,
      SignIn signIn,
      LiveFeed live,
      ObjectsHandler objects,
      EdgeLimits limits) {
    int body = limits.bodyBytesMax();
    int form = SignIn.FORM_BYTES_MAX;
    add(Route.get("health", "/health", OPEN, node::health));
    add(Route.get("ready", "/ready", OPEN, node::ready));
    add(Route.get("metrics", "/metrics", TOKEN, node::metrics));
    add(Route.get("openapi", "/openapi.json", OPEN, node.file(assets, "openapi.json")));
    add(Route.get("page", "/", PAGE, node.file(assets, "index.html")));
    add(Route.get("chat-page", "/chat", PAGE, node.file(assets, "chat.html")));
    for (String name : ASSETS) {
      add(Route.get("assets", "/assets/" + name, OPEN, node.file(assets, name)));
    }
    add(Route.get("login", "/login", OPEN, signIn::form));
    add(Route.post("login", "/login", OPEN, form, signIn::signIn));
    add(Route.post("logout", "/logout", OPEN, form, signIn::signOut));
    add(Route.get("live", "/api/v1/live", TOKEN, live::listen));
    // Open here, because each object type says for itself who may reach it.
    add(new Route("objects", List.of(), ObjectsHandler.PATH, OPEN, body, objects));
  }

  void webhooks(List<WebhookSource> sources, ObjectClient objects, EdgeLimits limits) {
    int body = limits.webhookBytesMax();
    RateLimits rates = new RateLimits(limits.webhookRate(), sources.size() + 1);
    for (WebhookSource source : sources) {
      Handler handler = new WebhookHandler(source, objects, rates);
      add(Route.post("webhook-" + source.name(), "/webhook/" + source.name(), OPEN, body, handler));
      if (source.name().equals(DEFAULT_SOURCE)) {
        add(Route.post("webhook-" + source.name(), "/webhook", OPEN, body, handler));
      }
    }
  }

  void add(Route route) {
    routes.add(route);
  }

  List<Route> all() {
    return List.copyOf(routes);
  }

  /** The reserved path that a path is or lies below. */
  static Optional<String> reserved(String path) {
    return RESERVED.stream()
        .filter(each -> path.equals(each) || path.startsWith(each + "/"))
        .findFirst();
  }

  /** Whether a path that leads nowhere is still nobody's business without a token. */
  static boolean guarded(String path) {
    return path.startsWith("/api/") || path.startsWith("/objects/");
  }
}
