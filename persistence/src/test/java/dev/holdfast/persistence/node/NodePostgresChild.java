package dev.holdfast.persistence.node;

import dev.holdfast.persistence.Database;
import dev.holdfast.persistence.store.Commits;
import dev.holdfast.persistence.store.PostgresStore;
import dev.holdfast.persistence.store.StoreLimits;
import dev.holdfast.runtime.ObjectId;
import java.io.IOException;
import java.nio.file.Path;

/** A node to be killed: it commits without end and says what was acknowledged. */
final class NodePostgresChild {
  static final ObjectId OBJECT = new ObjectId("counter", "survivor");

  private NodePostgresChild() {}

  public static void main(String[] args) throws IOException {
    // Never closed: this program is killed.
    NodePostgres postgres = NodePostgres.start(Path.of(args[0]));
    PostgresStore store =
        PostgresStore.open(Database.open(postgres.settings()), StoreLimits.DEFAULTS);
    long sequence = store.load(OBJECT).toCompletableFuture().join().sequence();
    while (true) {
      sequence++;
      store.append(OBJECT, sequence, Commits.put("v")).toCompletableFuture().join();
      System.out.println(sequence);
    }
  }
}
