package dev.holdfast.node;

import dev.holdfast.actors.chat.ChatSession;
import dev.holdfast.actors.chitty.ChittySession;
import dev.holdfast.actors.tickets.TicketBox;
import dev.holdfast.http.Edge;
import dev.holdfast.http.EdgeSettings;
import dev.holdfast.http.ObjectClient;
import dev.holdfast.http.Route;
import dev.holdfast.http.auth.Cidr;
import dev.holdfast.http.board.AlarmsApi;
import dev.holdfast.http.board.DeadLettersApi;
import dev.holdfast.http.call.HttpCalls;
import dev.holdfast.http.chat.ChatApi;
import dev.holdfast.http.session.SessionMetrics;
import dev.holdfast.http.session.SessionsApi;
import dev.holdfast.http.socket.Hub;
import dev.holdfast.http.webhook.WebhookSource;
import dev.holdfast.http.webhook.telegram.TelegramSource;
import dev.holdfast.node.cluster.ClusterKeeper;
import dev.holdfast.node.cluster.NodeSystem;
import dev.holdfast.node.cluster.tls.ClusterTls;
import dev.holdfast.persistence.Database;
import dev.holdfast.persistence.history.CleanupSchedule;
import dev.holdfast.persistence.history.HistoryCleanup;
import dev.holdfast.persistence.pekko.StoreSetup;
import dev.holdfast.persistence.store.PostgresBoard;
import dev.holdfast.persistence.store.PostgresStore;
import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.host.NodeHost;
import dev.holdfast.runtime.host.NodeParts;
import dev.holdfast.runtime.host.ObjectThreads;
import dev.holdfast.runtime.host.StoredKeys;
import dev.holdfast.runtime.host.StoredLogFrames;
import dev.holdfast.runtime.spi.AlarmBoard;
import dev.holdfast.runtime.spi.CallRunner;
import dev.holdfast.runtime.spi.CommittedState;
import dev.holdfast.runtime.spi.NodeLease;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * One running node: everything it consists of is constructed here, in order, and ended in reverse.
 *
 * <p>Thread rule: {@link #start} and {@link #close} by one thread; both block.
 */
public final class Node implements AutoCloseable {
  /** Longest wait until the node reaches every object. After that it serves, not ready. */
  private static final Duration REACH_WAIT_MAX = Duration.ofSeconds(5);

  /**
   * Longest that a start waits for a cluster to take the node in. After that it serves, not ready,
   * says why, and goes on trying.
   */
  private static final Duration JOIN_WAIT_MAX = Duration.ofSeconds(20);

  private final StartedParts parts;
  private final NodeHost host;
  private final Edge edge;
  private final EdgeSettings settings;

  private Node(StartedParts parts, NodeHost host, Edge edge, EdgeSettings settings) {
    this.parts = parts;
    this.host = host;
    this.edge = edge;
    this.settings = settings;
  }

  static Node start(NodeConfig config, Catalogue ofUser, Secrets secrets) {
    return start(config, ofUser, secrets, _ -> {});
  }

  /**
   * @param onRemoved told why, once, when the cluster goes on without this node: it speaks no more
   *     and is to be ended
   */
  static Node start(
      NodeConfig config, Catalogue ofUser, Secrets secrets, Consumer<String> onRemoved) {
    Catalogue catalogue = ofUser.and(TicketBox.catalogue());
    String name = "node-" + UUID.randomUUID();
    // First of all: a setting that makes no sense must not leave a database behind.
    EdgeSettings settings = edgeSettings(config, secrets);
    CallNames names = CallNames.of(secrets, config.calls().secrets(), config.settings());
    StartedParts parts = new StartedParts();
    try {
      NodeBase base = NodeBase.start(name, config, secrets, onRemoved, parts);
      ClusterKeeper keeper = base.keeper();
      PostgresStore store = base.store();
      PostgresBoard board = base.board();
      ObjectThreads threads = new ObjectThreads(config.handlerThreads());
      NodeSystem cluster = system(config, base, threads, parts);
      ActorSystem<Void> system = cluster.system();
      Hub hub = new Hub(name, settings.limits().sockets());
      HttpCalls calls = parts.started("the calls", calls(config.calls(), names));
      NodeHost host =
          host(config, catalogue, store, board, hub, keeper.lease(), calls, threads, system);
      // In this order, so that objects can still decide what they hold while the actors end.
      parts.add("the handlers", host);
      parts.started("the actor system", cluster);
      NodeHealth health = new NodeHealth(host, base.clock(), keeper::unfitBecause);
      parts.started("the clean-up", cleanup(config, catalogue, base.database()));
      Edge.Node node = new Edge.Node(host, new StoredLogFrames(store), health, catalogue, hub);
      CommittedState committed = new StoredKeys(store, catalogue);
      keeper.awaitMember(JOIN_WAIT_MAX);
      host.awaitReach(REACH_WAIT_MAX);
      Edge edge = edge(settings, secrets, node, board, committed);
      return new Node(parts, host, edge, settings);
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  /** Which the keeper has form or join the cluster from now on. */
  private static NodeSystem system(
      NodeConfig config, NodeBase base, ObjectThreads threads, StartedParts parts) {
    ClusterKeeper keeper = base.keeper();
    String address = config.clusterHost().orElseGet(keeper::localAddress);
    ClusterTls tls = parts.started("the cluster's TLS", tls(config, address, base.database()));
    NodeSystem cluster =
        NodeSystem.start(
            tls.system(),
            base.name(),
            address,
            keeper::leaving,
            tls.with(new StoreSetup(base.store(), base.database().dataSource()), threads));
    keeper.attach(cluster.system(), base.clock()::beyond);
    return cluster;
  }

  private static ClusterTls tls(NodeConfig config, String address, Database database) {
    return ClusterTls.start(config.clusterTls(), config.system(), address, database.dataSource());
  }

  private static NodeHost host(
      NodeConfig config,
      Catalogue catalogue,
      PostgresStore store,
      PostgresBoard board,
      Hub hub,
      NodeLease lease,
      CallRunner calls,
      ObjectThreads threads,
      ActorSystem<?> system) {
    return new NodeHost(
        system,
        new NodeParts(
            hub.name(),
            lease,
            catalogue,
            config.limits(),
            store,
            store,
            board,
            hub,
            config.settings(),
            InstantSource.system(),
            System::nanoTime,
            threads,
            calls,
            config.workLimits()));
  }

  private static HttpCalls calls(CallSettings settings, CallNames names) {
    return new HttpCalls(settings.limits(), settings.policy(), names::secret, names::setting);
  }

  /** Events of types that are not in the catalogue any more are kept as long as any are. */
  private static CleanupSchedule cleanup(
      NodeConfig config, Catalogue catalogue, Database database) {
    Duration longest =
        catalogue.types().stream()
            .map(ObjectType::history)
            .reduce(
                ObjectType.HISTORY_DEFAULT, (one, other) -> one.compareTo(other) > 0 ? one : other);
    HistoryCleanup cleanup =
        new HistoryCleanup(
            database.dataSource(),
            type -> catalogue.type(type).map(known -> known.history()).orElse(longest));
    return CleanupSchedule.start(cleanup, config.cleanupEvery());
  }

  private static EdgeSettings edgeSettings(NodeConfig config, Secrets secrets) {
    return new EdgeSettings(
        config.host(),
        config.port(),
        secrets.list("HOLDFAST_API_TOKEN"),
        config.allowedOrigins(),
        config.allowedHosts(),
        config.trustedProxies().stream().map(Cidr::parse).toList(),
        config.tlsCert().map(cert -> new EdgeSettings.Tls(cert, config.tlsKey().orElseThrow())),
        config.accessLog(),
        config.limits().askDeadline(),
        config.edgeLimits());
  }

  private static Edge edge(
      EdgeSettings settings,
      Secrets secrets,
      Edge.Node node,
      AlarmBoard board,
      CommittedState committed) {
    ObjectClient objects = new ObjectClient(node.gateway(), settings.askDeadline());
    boolean chats = node.catalogue().type(ChatSession.TYPE.name()).isPresent();
    List<WebhookSource> webhooks = chats ? List.of(telegram(secrets)) : List.of();
    List<Route> routes = new ArrayList<>(new AlarmsApi(board, objects).routes());
    routes.addAll(new DeadLettersApi(board, objects).routes());
    if (chats) {
      routes.addAll(new ChatApi(objects).routes());
    }
    if (node.catalogue().type(ChittySession.TYPE.name()).isPresent()) {
      var metrics = new SessionMetrics(node.vitals(), node.hub()::vitals);
      routes.addAll(new SessionsApi(objects, node.gateway(), committed, metrics).routes());
    }
    Edge edge = new Edge(settings, node, objects, webhooks, routes);
    edge.start().toCompletableFuture().join();
    return edge;
  }

  private static TelegramSource telegram(Secrets secrets) {
    return secrets
        .find("TELEGRAM_WEBHOOK_SECRET")
        .map(TelegramSource::withSecret)
        .orElseGet(TelegramSource::notConfigured);
  }

  /** Where it serves. */
  public String url() {
    String scheme = settings.tls().isPresent() ? "https" : "http";
    String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
    return "%s://%s:%d".formatted(scheme, host, edge.port());
  }

  /**
   * Drains and ends: not ready, sockets told, requests in flight finished, objects' commits done,
   * the own database shut down cleanly.
   */
  @Override
  public void close() {
    close(host.isAlone() ? Duration.ZERO : settings.limits().drainNotice());
  }

  /** The same, with that notice to whoever sends it traffic. */
  void close(Duration notice) {
    edge.drain(notice).toCompletableFuture().join();
    parts.close();
  }
}
