package dev.holdfast.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueFactory;
import dev.holdfast.http.EdgeLimits;
import dev.holdfast.node.cluster.tls.ClusterTlsSettings;
import dev.holdfast.persistence.store.StoreLimits;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.host.WireFrames;
import dev.holdfast.runtime.host.WorkLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All that a node is told, read and checked once. Secrets are not among it, see {@link Secrets}.
 *
 * @param db url of the database; empty for the node's own under {@code data}
 * @param clusterHost where other nodes reach this one; empty for the address from which it reaches
 *     its database
 * @param clusterTls how connections between nodes are guarded
 * @param handlerThreads threads that run handlers
 * @param clockOffsetMax past it the node is not ready
 * @param workLimits bounds of local work, its threads among them
 * @param settings what objects may ask for by name
 * @param system for the actor system
 */
record NodeConfig(
    String host,
    int port,
    Path data,
    Optional<String> db,
    Optional<String> dbUser,
    int dbPool,
    boolean dbDurabilityWaived,
    boolean examples,
    boolean jsonLogs,
    String logLevel,
    boolean accessLog,
    Optional<Path> tlsCert,
    Optional<Path> tlsKey,
    List<String> trustedProxies,
    List<String> allowedOrigins,
    List<String> allowedHosts,
    Optional<String> clusterHost,
    ClusterTlsSettings clusterTls,
    int handlerThreads,
    Duration clockOffsetMax,
    Duration cleanupEvery,
    Limits limits,
    EdgeLimits edgeLimits,
    StoreLimits storeLimits,
    CallSettings calls,
    WorkLimits workLimits,
    Map<String, String> settings,
    Config system) {

  private static final String ROOT = "holdfast.";

  NodeConfig {
    if (tlsCert.isPresent() != tlsKey.isPresent()) {
      throw new NodeConfigException("--tls-cert and --tls-key go together. Give both or neither.");
    }
  }

  /**
   * Reads the configuration. Throws {@link NodeConfigException} naming the key that is wrong.
   *
   * @param flags keys below {@code holdfast} with what the command line said
   * @param file of --config, if any
   */
  static NodeConfig read(Map<String, String> flags, Optional<Path> file) {
    Map<String, Object> first = new HashMap<>();
    flags.forEach((key, value) -> first.put(ROOT + key, value));
    try {
      Config defaults = ConfigFactory.parseResources("holdfast-node.conf");
      Config config =
          ConfigFactory.parseMap(first, "the command line")
              .withFallback(file.map(NodeConfig::parse).orElseGet(ConfigFactory::empty))
              .withFallback(defaults)
              .withFallback(ConfigFactory.defaultReference())
              .resolve();
      KnownKeys.of(defaults).requireNoOther(config);
      return of(config);
    } catch (ConfigException e) {
      throw new NodeConfigException("the configuration is wrong: " + e.getMessage(), e);
    }
  }

  private static Config parse(Path file) {
    Config config = ConfigFactory.parseFile(file.toFile());
    if (config.isEmpty()) {
      throw new NodeConfigException(
          "--config %s is empty or not there. Check the path.".formatted(file));
    }
    return config;
  }

  private static NodeConfig of(Config all) {
    Config node = all.getConfig("holdfast");
    LimitsBlock times = new LimitsBlock(all, "holdfast");
    LimitsConfig limits = LimitsConfig.of(all);
    return new NodeConfig(
        node.getString("host"),
        node.getInt("port"),
        Path.of(node.getString("data")),
        text(node, "db"),
        text(node, "db-user"),
        node.getInt("db-pool"),
        choice(node, "db-durability", "required", "waived").equals("waived"),
        isOn(node, "examples"),
        choice(node, "log", "text", "json").equals("json"),
        node.getString("log-level"),
        isOn(node, "access-log"),
        text(node, "tls-cert").map(Path::of),
        text(node, "tls-key").map(Path::of),
        list(node, "trusted-proxies"),
        list(node, "allowed-origins"),
        list(node, "allowed-hosts"),
        text(node, "cluster-host"),
        clusterTls(node),
        handlerThreads(node.getInt("handler-threads")),
        times.time("clock-offset-max"),
        times.time("cleanup-every"),
        limits.runtime(),
        limits.edge(),
        limits.store(),
        CallSettings.of(
            limits.calls(),
            list(node, "call-ports"),
            list(node, "call-networks"),
            list(node, "call-secrets")),
        limits.work(),
        settings(node.getConfig("settings")),
        framed(all, limits.runtime()));
  }

  /** What goes to other nodes in one piece follows from the limits. */
  private static Config framed(Config all, Limits limits) {
    return all.withValue(
        WireFrames.SETTING, ConfigValueFactory.fromAnyRef(WireFrames.bytes(limits)));
  }

  private static ClusterTlsSettings clusterTls(Config node) {
    try {
      return ClusterTlsSettings.of(node);
    } catch (IllegalArgumentException e) {
      throw new NodeConfigException(String.valueOf(e.getMessage()), e);
    }
  }

  private static int handlerThreads(int asked) {
    return asked > 0 ? asked : Math.max(2, Runtime.getRuntime().availableProcessors());
  }

  private static Map<String, String> settings(Config config) {
    Map<String, String> settings = new HashMap<>();
    config
        .entrySet()
        .forEach(entry ->
            settings.put(
                String.join(".", ConfigUtil.splitPath(entry.getKey())),
                String.valueOf(entry.getValue().unwrapped())));
    return settings;
  }

  private static Optional<String> text(Config config, String key) {
    return Optional.of(config.getString(key)).filter(value -> !value.isBlank());
  }

  private static List<String> list(Config config, String key) {
    return text(config, key).stream()
        .flatMap(all -> Stream.of(all.split(",")))
        .map(String::strip)
        .filter(one -> !one.isEmpty())
        .toList();
  }

  private static boolean isOn(Config config, String key) {
    return choice(config, key, "on", "off").equals("on");
  }

  private static String choice(Config config, String key, String one, String other) {
    String value = config.getString(key).toLowerCase(Locale.ROOT);
    // HOCON reads an unquoted `on` as it stands and `true` as a word of its own.
    String plain = value.equals("true") ? "on" : value.equals("false") ? "off" : value;
    if (!plain.equals(one) && !plain.equals(other)) {
      throw new NodeConfigException(
          "%s%s is '%s'. Use %s or %s.".formatted(ROOT, key, value, one, other));
    }
    return plain;
  }
}
