package dev.holdfast.persistence.pekko;

import dev.holdfast.runtime.host.stored.ObjectStore;
import javax.sql.DataSource;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.setup.Setup;

/**
 * Brings the store to the classes that Pekko makes by name: given to the actor system at its start,
 * found there by the data access objects. Closing store and pool stays with who opened them.
 */
public final class StoreSetup extends Setup {
  private final ObjectStore store;
  private final DataSource dataSource;
  private final Recoveries recoveries;

  public StoreSetup(ObjectStore store, DataSource dataSource) {
    this.store = store;
    this.dataSource = dataSource;
    this.recoveries = new Recoveries(store);
  }

  ObjectStore store() {
    return store;
  }

  DataSource dataSource() {
    return dataSource;
  }

  Recoveries recoveries() {
    return recoveries;
  }

  static StoreSetup of(ActorSystem system) {
    return system
        .settings()
        .setup()
        .get(StoreSetup.class)
        .orElseThrow(() ->
            new IllegalStateException(
                "the actor system was started without StoreSetup. Add it to its ActorSystemSetup."));
  }
}
