package dev.holdfast.node;

import dev.holdfast.persistence.Database;
import dev.holdfast.persistence.DatabaseSettings;
import dev.holdfast.persistence.TestPostgres;
import dev.holdfast.persistence.store.PostgresStore;
import dev.holdfast.persistence.store.StoreLimits;
import dev.holdfast.runtime.Catalogue;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A whole node over a PostgreSQL that the test reaches too, spoken to by HTTP. */
final class RunningNode implements AutoCloseable {
  final HttpClient http = HttpClient.newHttpClient();
  private final DatabaseSettings settings;
  private final Database database;
  private final Node node;

  private RunningNode(DatabaseSettings settings, Database database, Node node) {
    this.settings = settings;
    this.database = database;
    this.node = node;
  }

  /** A node on the database that stands for that folder. */
  static RunningNode start(
      Path data, Catalogue catalogue, Map<String, String> flags, Map<String, String> secrets) {
    return start(data, catalogue, flags, secrets, store -> {});
  }

  /** A node on a database with what an earlier one has stored. */
  static RunningNode start(
      Path data,
      Catalogue catalogue,
      Map<String, String> flags,
      Map<String, String> secrets,
      Consumer<PostgresStore> earlier) {
    DatabaseSettings settings = TestPostgres.databaseOf(data);
    Database database = Database.open(settings);
    try (PostgresStore store = PostgresStore.open(database, StoreLimits.DEFAULTS)) {
      earlier.accept(store);
    }
    Map<String, String> allFlags = new HashMap<>(flags);
    allFlags.put("port", "0");
    allFlags.put("db", settings.url());
    allFlags.put("db-user", settings.user().orElseThrow());
    Map<String, String> allSecrets = new HashMap<>(secrets);
    allSecrets.put("HOLDFAST_DB_PASSWORD", settings.password().orElseThrow());
    NodeConfig config = NodeConfig.read(allFlags, Optional.empty());
    return new RunningNode(
        settings, database, Node.start(config, catalogue, new Secrets(allSecrets)));
  }

  String databasePassword() {
    return settings.password().orElseThrow();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(node.url() + path));
  }

  HttpResponse<String> get(String path) {
    return send(request(path));
  }

  HttpResponse<String> post(String path, String body) {
    return send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  CompletableFuture<HttpResponse<String>> postLater(String path, String body) {
    return http.sendAsync(
        request(path).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** A number from {@code /metrics}. */
  double metric(String begin) {
    String metrics = get("/metrics").body();
    return metrics
        .lines()
        .filter(line -> line.startsWith(begin))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + begin + " in " + metrics));
  }

  /** Runs SQL behind the node's back; the number of rows it changed. */
  int sql(String statement) {
    try (Connection connection = database.dataSource().getConnection();
        Statement one = connection.createStatement()) {
      one.execute(statement);
      return one.getUpdateCount();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** Counts rows behind the node's back. */
  long count(String rows) {
    try (Connection connection = database.dataSource().getConnection();
        Statement one = connection.createStatement();
        ResultSet counted = one.executeQuery("SELECT count(*) FROM " + rows)) {
      counted.next();
      return counted.getLong(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    http.close();
    node.close();
    database.close();
  }
}
