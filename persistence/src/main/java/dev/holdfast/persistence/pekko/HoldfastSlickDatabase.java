package dev.holdfast.persistence.pekko;

import com.typesafe.config.Config;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.persistence.jdbc.db.SlickDatabase;
import org.apache.pekko.persistence.jdbc.db.SlickDatabaseProvider;
import scala.Option;
import slick.jdbc.JdbcBackend;
import slick.jdbc.JdbcProfile;
import slick.jdbc.PostgresProfile$;
import slick.util.AsyncExecutor$;

/**
 * Gives the plugin's Slick our pool, so that it opens none of its own. Our data access objects
 * never use Slick; its one thread starts on first use and so never does.
 */
public final class HoldfastSlickDatabase implements SlickDatabaseProvider {
  private static final int THREADS = 1;
  private static final int QUEUE = 100;

  private final SlickDatabase shared;

  /** The parameter is the one the plugin looks for. */
  public HoldfastSlickDatabase(ActorSystem system) {
    JdbcProfile profile = PostgresProfile$.MODULE$;
    JdbcBackend.JdbcDatabaseDef database =
        profile
            .backend()
            .Database()
            .forDataSource(
                StoreSetup.of(system).dataSource(),
                Option.apply(THREADS),
                AsyncExecutor$.MODULE$.apply("holdfast-slick", THREADS, QUEUE),
                false);
    shared = new Shared(database, profile);
  }

  @Override
  public SlickDatabase database(Config config) {
    return shared;
  }

  private record Shared(JdbcBackend.JdbcDatabaseDef database, JdbcProfile profile)
      implements SlickDatabase {
    /** No: closing it would close the pool under everybody else. */
    @Override
    public boolean allowShutdown() {
      return false;
    }
  }
}
