package dev.holdfast.node.chaos.cluster;

import dev.holdfast.persistence.DatabaseSettings;
import dev.holdfast.persistence.node.NodePostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL and nodes on it, each behind its own {@link DatabaseRelay}, in its own place of a
 * {@link Network}.
 *
 * <p>Thread rule: one thread starts and ends nodes; any asks for them.
 */
public final class Cluster implements AutoCloseable {
  /** All nodes of a run have it: a node that serves beyond loopback asks for one. */
  public static final String TOKEN = "chaos-token-of-24-letters";

  private static final long START_SECONDS_MAX = 180;

  private final NodeProgram program;
  private final Path folder;
  private final Map<String, String> environment;
  private final Network network;
  private final NodePostgres postgres;
  private final List<DatabaseRelay> relays = new ArrayList<>();
  private final List<Optional<NodeProcess>> processes = new CopyOnWriteArrayList<>();
  private final List<Optional<URI>> urls = new CopyOnWriteArrayList<>();

  private Cluster(
      NodeProgram program, Path folder, Map<String, String> environment, Network network, int nodes)
      throws IOException {
    this.program = program;
    this.folder = folder;
    this.environment = environment;
    this.network = network;
    this.postgres = NodePostgres.start(folder.resolve("database"));
    URI database = URI.create(postgres.settings().url().substring("jdbc:".length()));
    InetSocketAddress address = new InetSocketAddress(database.getHost(), database.getPort());
    for (int i = 0; i < nodes; i++) {
      relays.add(new DatabaseRelay(network.here(), address));
      processes.add(Optional.empty());
      urls.add(Optional.empty());
    }
  }

  /**
   * A cluster of which no node runs yet.
   *
   * @param folder an empty one, for the database and the nodes' logs
   * @param environment of the nodes, beside what they need anyway
   */
  public static Cluster of(
      NodeProgram program, Path folder, Map<String, String> environment, int nodes) {
    Network network = Network.of(nodes);
    try {
      Files.createDirectories(folder);
      return new Cluster(program, folder, environment, network, nodes);
    } catch (IOException e) {
      network.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
  }

  public int nodes() {
    return processes.size();
  }

  public Network network() {
    return network;
  }

  public DatabaseRelay relay(int node) {
    return relays.get(node);
  }

  /** Starts a node, and returns at once. */
  public void launch(int node) {
    launch(node, Duration.ZERO);
  }

  /** The same with a clock that is so far ahead. */
  public void launch(int node, Duration clockAhead) {
    List<String> flags =
        clockAhead.isZero() ? List.of() : ClockSkew.flags(folder.resolve("skew"), clockAhead);
    List<String> command = program.command(network.prefix(node), flags, arguments(node));
    processes.set(node, Optional.of(NodeProcess.start(command, environment(), log(node))));
  }

  /** Waits until the node says where it serves; throws when it ends instead. */
  public URI awaitServing(int node) {
    URI url =
        processes
            .get(node)
            .orElseThrow()
            .url()
            .orTimeout(START_SECONDS_MAX, TimeUnit.SECONDS)
            .join();
    urls.set(node, Optional.of(url));
    return url;
  }

  private List<String> arguments(int node) {
    DatabaseSettings settings = postgres.settings();
    URI database = URI.create(settings.url().substring("jdbc:".length()));
    String url =
        "jdbc:postgresql://%s:%d%s"
            .formatted(network.here(), relays.get(node).port(), database.getPath());
    return List.of(
        "run",
        "--port",
        "0",
        "--host",
        network.address(node),
        "--data",
        folder.resolve("node-" + node).toString(),
        "--db",
        url,
        "--db-user",
        settings.user().orElseThrow());
  }

  private Map<String, String> environment() {
    Map<String, String> all = new HashMap<>(environment);
    all.put("HOLDFAST_DB_PASSWORD", postgres.settings().password().orElseThrow());
    all.put("HOLDFAST_API_TOKEN", TOKEN);
    return all;
  }

  /** What a node said on standard error, in all its lives. */
  public Path log(int node) {
    return folder.resolve("node-" + node + ".log");
  }

  /** The process of a node, of its last life; throws before its first. */
  public NodeProcess process(int node) {
    return processes.get(node).orElseThrow();
  }

  /** Where a node serves, if it ever did; its process may have ended since. */
  public Optional<URI> url(int node) {
    return urls.get(node).filter(_ -> processes.get(node).map(NodeProcess::isAlive).orElse(false));
  }

  /** All that is left of a node that has ended: its connections to the database. */
  public void forget(int node) {
    urls.set(node, Optional.empty());
    relays.get(node).forget();
  }

  /** Ends nodes, database and network, whatever state they are in. */
  @Override
  public void close() {
    for (int i = 0; i < nodes(); i++) {
      relays.get(i).mend();
      processes.get(i).filter(NodeProcess::isAlive).ifPresent(NodeProcess::goOn);
      processes.get(i).filter(NodeProcess::isAlive).ifPresent(NodeProcess::terminate);
    }
    processes.forEach(process -> process.ifPresent(NodeProcess::awaitEnd));
    relays.forEach(DatabaseRelay::close);
    postgres.close();
    network.close();
  }
}
