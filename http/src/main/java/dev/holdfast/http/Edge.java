package dev.holdfast.http;

import dev.holdfast.http.auth.AllowedOrigins;
import dev.holdfast.http.auth.Gatekeeper;
import dev.holdfast.http.auth.SessionCookie;
import dev.holdfast.http.auth.Tokens;
import dev.holdfast.http.engine.NettyEngine;
import dev.holdfast.http.metrics.EdgeMetrics;
import dev.holdfast.http.page.Assets;
import dev.holdfast.http.page.LiveFeed;
import dev.holdfast.http.page.SignIn;
import dev.holdfast.http.socket.Hub;
import dev.holdfast.http.ticket.TicketDesk;
import dev.holdfast.http.webhook.WebhookSource;
import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.spi.LogFrames;
import dev.holdfast.runtime.spi.NodeVitals;
import dev.holdfast.runtime.spi.ObjectGateway;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The edge of one node: listens, checks, routes, and hands on to objects.
 *
 * <p>Order of life: construct, {@link #start}, {@link #drain}. Callable from any thread.
 */
public final class Edge {
  static final String SIGN_IN =
      "Send 'Authorization: Bearer ' and one of the node's API tokens, or sign in at /login.";

  private final EdgeSettings settings;
  private final Hub hub;
  private final EdgeMetrics metrics;
  private final LiveFeed live;
  private final List<Route> routes;
  private final Reception reception;
  private volatile boolean draining;
  private volatile @Nullable NettyEngine engine;
  private @Nullable CompletionStage<Void> drained;

  /**
   * What the edge works with.
   *
   * @param hub made before the objects' host, which was given it; the edge starts it
   */
  public record Node(
      ObjectGateway gateway,
      LogFrames logFrames,
      NodeVitals vitals,
      Catalogue catalogue,
      Hub hub) {}

  /**
   * An edge that does not listen yet.
   *
   * @param objects the way to objects, shared with whoever made {@code more}
   * @param more routes of other parts, such as the chat API
   */
  public Edge(
      EdgeSettings settings,
      Node node,
      ObjectClient objects,
      List<WebhookSource> webhooks,
      List<Route> more) {
    this.settings = settings;
    this.hub = node.hub();
    EdgeLimits limits = settings.limits();
    Tokens tokens = new Tokens(settings.apiTokens());
    SessionCookie cookie = new SessionCookie(tokens, InstantSource.system());
    AllowedOrigins origins = new AllowedOrigins(settings.allowedOrigins());
    Gatekeeper gatekeeper = new Gatekeeper(tokens, cookie, settings.allowedHosts(), origins);
    TicketDesk tickets = new TicketDesk(objects, tokens);
    Assets assets = new Assets();
    this.live = new LiveFeed(node.vitals(), limits.liveListenersMax());
    this.metrics = new EdgeMetrics();
    Routes all =
        new Routes(
            new NodeHandlers(node.vitals(), metrics, () -> draining),
            assets,
            new SignIn(assets, cookie, gatekeeper),
            live,
            new ObjectsHandler(node.catalogue(), objects),
            limits);
    all.webhooks(webhooks, objects, limits);
    all.add(tickets.route());
    more.forEach(all::add);
    this.routes = all.all();
    this.reception = new Reception(settings, gatekeeper, origins, tickets, routes, metrics, hub);
    showMetrics(node.vitals());
    hub.start(node.gateway(), node.logFrames(), settings.askDeadline(), node.catalogue());
  }

  private void showMetrics(NodeVitals vitals) {
    metrics.routes(routes.stream().map(Route::name).distinct().toList());
    metrics.show(vitals);
    metrics.sockets(hub::vitals);
    metrics.gauge("holdfast.edge.requests.inside", "Requests in work", reception::inside);
    metrics.gauge("holdfast.edge.bodies.bytes", "Bytes of their bodies", reception::held);
    metrics.gauge("holdfast.edge.sockets", "Sockets open or opening", hub::held);
  }

  /** Listens; the stage fails when the address is taken. */
  public CompletionStage<Void> start() {
    return NettyEngine.start(settings, reception).thenAccept(started -> this.engine = started);
  }

  /** The port it listens on. */
  public int port() {
    NettyEngine started = engine;
    if (started == null) {
      throw new IllegalStateException("the edge does not listen yet. Wait for start().");
    }
    return started.port();
  }

  /** What is served, for the OpenAPI check. */
  public List<Route> routes() {
    return routes;
  }

  /** {@link #drain(Duration)} of a node whose traffic nobody else can take. */
  public CompletionStage<Void> drain() {
    return drain(Duration.ZERO);
  }

  /**
   * Takes the node out of traffic. At once {@code /ready} says no and each answer closes its
   * connection; all else goes on. After the notice nothing new is accepted, sockets are told to
   * reconnect and end after what is queued for them, and requests in flight finish. Completes when
   * all connections are closed, at the latest after notice and drain deadline. Draining twice is
   * draining once.
   */
  public synchronized CompletionStage<Void> drain(Duration notice) {
    if (drained == null) {
      draining = true;
      reception.lastOnes();
      CompletableFuture<Void> noticed = new CompletableFuture<>();
      drained =
          (notice.isPositive()
                  ? noticed.completeOnTimeout(null, notice.toMillis(), TimeUnit.MILLISECONDS)
                  : CompletableFuture.<Void>completedFuture(null))
              .thenCompose(_ -> closed());
    }
    return drained;
  }

  private CompletionStage<Void> closed() {
    NettyEngine started = engine;
    CompletionStage<Void> closed =
        started == null
            ? CompletableFuture.completedFuture(null)
            : started.stop(settings.limits().drainDeadline(), this::sayGoodbye);
    return closed.whenComplete((done, failure) -> metrics.close());
  }

  private void sayGoodbye() {
    hub.drain(Optional.empty());
    live.close();
  }
}
