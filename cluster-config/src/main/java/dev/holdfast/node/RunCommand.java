package dev.holdfast.node;

import dev.holdfast.runtime.Catalogue;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code run}: starts a node and serves until the process is told to end. */
@Command(
    name = "run",
    description = "Runs a node.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer =
        "%nEach flag has an environment variable (HOLDFAST_PORT, ...) and a key in the file of"
            + " --config.%nSecrets come by environment only: HOLDFAST_API_TOKEN,"
            + " TELEGRAM_WEBHOOK_SECRET, HOLDFAST_DB_PASSWORD;%nor as a file, named by the same"
            + " with _FILE behind it.")
final class RunCommand implements Callable<Integer> {
  /** EX_TEMPFAIL of sysexits.h: nothing is wrong with how it was started, so start it again. */
  static final int STATUS_REMOVED = 75;

  private final Function<NodeConfig, Catalogue> catalogue;
  private final Map<String, String> flags = new LinkedHashMap<>();

  @Option(names = "--config", description = "A configuration file (HOCON), keys below 'holdfast'.")
  private @Nullable Path file;

  RunCommand(Function<NodeConfig, Catalogue> catalogue) {
    this.catalogue = catalogue;
  }

  @Option(names = "--port", description = "Port to serve on; 0 for a free one. Default 8080.")
  void port(String value) {
    flags.put("port", value);
  }

  @Option(names = "--host", description = "Address to serve on. Default 127.0.0.1.")
  void host(String value) {
    flags.put("host", value);
  }

  @Option(names = "--data", description = "Folder of the node's own database. Default ./data.")
  void data(String value) {
    flags.put("data", value);
  }

  @Option(names = "--db", description = "jdbc:postgresql://host:port/name instead of its own.")
  void db(String value) {
    flags.put("db", value);
  }

  @Option(names = "--db-user", description = "User of that database.")
  void dbUser(String value) {
    flags.put("db-user", value);
  }

  @Option(names = "--db-pool", description = "Connections to the database. Default 12.")
  void dbPool(String value) {
    flags.put("db-pool", value);
  }

  @Option(names = "--db-durability", description = "required or waived. Default required.")
  void dbDurability(String value) {
    flags.put("db-durability", value);
  }

  @Option(names = "--examples", description = "on or off: the example objects. Default on.")
  void examples(String value) {
    flags.put("examples", value);
  }

  @Option(names = "--log", description = "text or json. Default text.")
  void log(String value) {
    flags.put("log", value);
  }

  @Option(names = "--log-level", description = "error, warn, info or debug. Default info.")
  void logLevel(String value) {
    flags.put("log-level", value);
  }

  @Option(names = "--access-log", description = "on or off: a line a request. Default off.")
  void accessLog(String value) {
    flags.put("access-log", value);
  }

  @Option(names = "--tls-cert", description = "Certificate chain, PEM.")
  void tlsCert(String value) {
    flags.put("tls-cert", value);
  }

  @Option(names = "--tls-key", description = "Private key, PEM (PKCS#8).")
  void tlsKey(String value) {
    flags.put("tls-key", value);
  }

  @Option(names = "--trusted-proxies", description = "Networks (CIDR) of proxies to believe.")
  void trustedProxies(String value) {
    flags.put("trusted-proxies", value);
  }

  @Option(names = "--allowed-origins", description = "Origins of pages elsewhere that may call.")
  void allowedOrigins(String value) {
    flags.put("allowed-origins", value);
  }

  @Option(names = "--allowed-hosts", description = "Further names of this node without a token.")
  void allowedHosts(String value) {
    flags.put("allowed-hosts", value);
  }

  @Option(names = "--cluster-host", description = "Address for other nodes.")
  void clusterHost(String value) {
    flags.put("cluster-host", value);
  }

  @Option(names = "--cluster-port", description = "Port for other nodes; 0 for a free one.")
  void clusterPort(String value) {
    flags.put("cluster-port", value);
  }

  @Option(names = "--handler-threads", description = "Threads for handlers. Default one a core.")
  void handlerThreads(String value) {
    flags.put("handler-threads", value);
  }

  @Override
  public Integer call() throws InterruptedException {
    NodeConfig config = configured(flags, Optional.ofNullable(file));
    Node node =
        Node.start(
            config, catalogue.apply(config), new Secrets(System.getenv()), RunCommand::removed);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> drain(node), "drain"));
    Console.say("Holdfast serves at " + node.url());
    new CountDownLatch(1).await();
    return 0;
  }

  /** Reads the configuration and sets up logging by it, before anything logs. */
  static NodeConfig configured(Map<String, String> flags, Optional<Path> file) {
    NodeConfig config = NodeConfig.read(flags, file);
    Startup.configureLogging(config.jsonLogs(), config.logLevel().toUpperCase(Locale.ROOT));
    return config;
  }

  /** At once: what the node still holds belongs to others now, and its sockets are told by this. */
  private static void removed(String because) {
    Console.complain(
        "this node was removed from its cluster, which goes on without it: %s. Start it again."
            .formatted(because));
    Holdfast.exit(STATUS_REMOVED);
  }

  private static void drain(Node node) {
    int status = 0;
    try {
      node.close();
    } catch (RuntimeException e) {
      status = Startup.fail(e);
    }
    // A JVM ended by SIGTERM would answer 143; a drained node has done what it was told.
    Holdfast.exit(status);
  }
}
