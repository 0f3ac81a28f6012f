package dev.holdfast.http.engine;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.holdfast.http.EdgeLimits;
import dev.holdfast.http.EdgeResponse;
import dev.holdfast.http.EdgeSettings;
import dev.holdfast.http.Problems;
import dev.holdfast.http.socket.SocketLink;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.ConnectionContext;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.ServerBuilder;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.stream.ActorMaterializer;
import org.apache.pekko.stream.ActorMaterializerSettings;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Flow;

/** A listening port, served by Pekko HTTP's low-level API. */
public final class PekkoEngine {
  private static final String SERVER = "pekko.http.server.";

  /** Without them the edge would not know who calls, or take {@code a%2Fb} for {@code a/b}. */
  private static final List<String> NEEDED =
      List.of(SERVER + "remote-address-attribute", SERVER + "raw-request-uri-header");

  private static final String READ_BYTES = "pekko.io.tcp.direct-buffer-size";

  /**
   * Most bytes that one read of a connection may bring. Pekko HTTP 1.3 parses all requests in them
   * by recursion, some 1.6 KB of stack each, and a stack overflow ends the JVM: 16 KB of the
   * shortest requests are enough for that. These hold 273 of 15 bytes, 440 KB of the usual 1 MB.
   */
  private static final long READ_BYTES_MAX = 4_096;

  private final ServerBinding binding;

  private PekkoEngine(ServerBinding binding) {
    this.binding = binding;
  }

  /**
   * Starts to listen; the stage fails when the address is taken or not ours. Throws {@link
   * IllegalArgumentException} when the system reads more at once than is safe, or lacks what the
   * edge needs.
   *
   * @param system whose configuration includes {@code holdfast-http.conf}
   */
  public static CompletionStage<PekkoEngine> start(
      ActorSystem<?> system, EdgeSettings settings, Front front) {
    Config config = system.settings().config();
    requireSmallReads(config);
    NEEDED.forEach(setting -> requireOn(config, setting));
    boolean secure = settings.tls().isPresent();
    Materializer materializer =
        secure ? onDeepStacks(system) : Materializer.createMaterializer(system);
    ServerBuilder server =
        Http.get(system)
            .newServerAt(settings.host(), settings.port())
            .withMaterializer(materializer)
            .withSettings(ServerSettings.create(config(config, settings.limits())));
    ServerBuilder listening =
        settings
            .tls()
            .map(tls -> server.enableHttps(ConnectionContext.httpsServer(PemTls.context(tls))))
            .orElse(server);
    Function<HttpRequest, CompletionStage<HttpResponse>> handler =
        request -> handle(new PekkoIncoming(request, secure, materializer), front);
    return listening.bind(handler).thenApply(PekkoEngine::new);
  }

  /** The port it listens on. */
  public int port() {
    return binding.localAddress().getPort();
  }

  /**
   * Stops listening, lets requests in flight finish within the deadline, then closes every
   * connection.
   */
  public CompletionStage<Void> stop(Duration deadline) {
    return binding.terminate(deadline).thenAccept(terminated -> {});
  }

  private static void requireSmallReads(Config config) {
    long bytes = config.getBytes(READ_BYTES);
    if (bytes > READ_BYTES_MAX) {
      throw new IllegalArgumentException(
          "%s is %d: with more than %d, pipelined requests can overflow the stack. Lower it."
              .formatted(READ_BYTES, bytes, READ_BYTES_MAX));
    }
  }

  private static void requireOn(Config config, String setting) {
    if (!config.getBoolean(setting)) {
      throw new IllegalArgumentException(
          "%s is off, and the edge needs it. Include holdfast-http.conf, and leave it on."
              .formatted(setting));
    }
  }

  // The settings are deprecated in favour of attributes, which the HTTP server does not take.
  @SuppressWarnings("deprecation")
  private static Materializer onDeepStacks(ActorSystem<?> system) {
    var classic = system.classicSystem();
    return ActorMaterializer.create(
        ActorMaterializerSettings.create(classic).withDispatcher("holdfast-tls-dispatcher"),
        classic);
  }

  private static CompletionStage<HttpResponse> handle(PekkoIncoming incoming, Front front) {
    return front.answer(incoming).thenApply(response -> respond(incoming.request(), response));
  }

  private static HttpResponse respond(HttpRequest request, EdgeResponse response) {
    return switch (response) {
      case EdgeResponse.Whole whole -> PekkoResponses.whole(whole);
      case EdgeResponse.Streamed streamed -> PekkoResponses.streamed(streamed);
      case EdgeResponse.Switched(var headers, SocketLink link) ->
          request
              .getAttribute(AttributeKeys.webSocketUpgrade)
              .map(upgrade ->
                  upgrade
                      .handleMessagesWith(Flow.fromGraph(new SocketStage(link)))
                      .addHeaders(PekkoResponses.head(101, headers).getHeaders()))
              .orElseGet(() -> badHandshake(link));
      case EdgeResponse.OpenSocket _ ->
          throw new IllegalStateException("the edge must answer OpenSocket itself");
    };
  }

  private static HttpResponse badHandshake(SocketLink link) {
    link.gone(1006, "");
    return PekkoResponses.whole((EdgeResponse.Whole) Problems.upgradeRequired().response());
  }

  /** The edge's limits over what the system was given. */
  private static Config config(Config system, EdgeLimits limits) {
    Map<String, Object> bounds =
        Map.of(
            SERVER + "max-connections", limits.connectionsMax(),
            SERVER + "parsing.max-uri-length", limits.uriCharsMax(),
            SERVER + "parsing.max-header-count", limits.headersMax(),
            SERVER + "parsing.max-header-value-length", limits.headerCharsMax());
    return ConfigFactory.parseMap(bounds, "edge limits").withFallback(system);
  }
}
