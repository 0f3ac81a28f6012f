package dev.holdfast.persistence.pekko;

import dev.holdfast.runtime.host.stored.ObjectSnapshot;
import dev.holdfast.runtime.host.stored.ObjectStore;
import java.util.Optional;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.jdbc.config.SnapshotConfig;
import org.apache.pekko.persistence.jdbc.snapshot.dao.SnapshotDao;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.stream.Materializer;
import scala.Option;
import scala.Tuple2;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.concurrent.Future$;
import scala.jdk.javaapi.FutureConverters;
import scala.runtime.BoxedUnit;
import slick.jdbc.JdbcBackend;
import slick.jdbc.JdbcProfile;

/**
 * Pekko's snapshot store, over the object store: a recovery starts from the newest {@link
 * ObjectSnapshot}. Snapshots go by clean-up, never by Pekko.
 *
 * <p>Thread rule: any thread; nothing blocks.
 */
public final class HoldfastSnapshotDao implements SnapshotDao {
  private final ObjectStore store;
  private final Recoveries recoveries;

  /** The parameters are those the plugin looks for; only the actor system is needed of them. */
  public HoldfastSnapshotDao(
      JdbcBackend.JdbcDatabaseDef database,
      JdbcProfile profile,
      SnapshotConfig config,
      Serialization serialization,
      ExecutionContext executor,
      Materializer materializer) {
    StoreSetup setup = StoreSetup.of(materializer.system());
    store = setup.store();
    recoveries = setup.recoveries();
  }

  @Override
  public Future<Option<Tuple2<SnapshotMetadata, Object>>> latestSnapshot(String persistenceId) {
    return FutureConverters.asScala(
        recoveries
            .newestSnapshot(persistenceId)
            .thenApply(newest -> selected(persistenceId, newest)));
  }

  private static Option<Tuple2<SnapshotMetadata, Object>> selected(
      String persistenceId, Optional<ObjectSnapshot> newest) {
    return newest
        .map(snapshot ->
            Option.apply(
                new Tuple2<SnapshotMetadata, Object>(
                    new SnapshotMetadata(
                        persistenceId, snapshot.sequence(), snapshot.at().toEpochMilli()),
                    snapshot)))
        .orElseGet(Option::empty);
  }

  @Override
  public Future<BoxedUnit> save(SnapshotMetadata metadata, Object snapshot) {
    if (!(snapshot instanceof ObjectSnapshot state)) {
      return Future$.MODULE$.failed(
          new IllegalArgumentException(
              "the snapshot store was given %s; only ObjectSnapshot is kept."
                  .formatted(snapshot.getClass())));
    }
    return FutureConverters.asScala(store.saveSnapshot(state).thenApply(_ -> BoxedUnit.UNIT));
  }

  @Override
  public Future<Option<Tuple2<SnapshotMetadata, Object>>> snapshotForMaxTimestamp(
      String persistenceId, long timestamp) {
    return selectionUnsupported();
  }

  @Override
  public Future<Option<Tuple2<SnapshotMetadata, Object>>> snapshotForMaxSequenceNr(
      String persistenceId, long sequence) {
    return selectionUnsupported();
  }

  @Override
  public Future<Option<Tuple2<SnapshotMetadata, Object>>> snapshotForMaxSequenceNrAndMaxTimestamp(
      String persistenceId, long sequence, long timestamp) {
    return selectionUnsupported();
  }

  @Override
  public Future<BoxedUnit> deleteAllSnapshots(String persistenceId) {
    return deletionUnsupported();
  }

  @Override
  public Future<BoxedUnit> deleteUpToMaxSequenceNr(String persistenceId, long sequence) {
    return deletionUnsupported();
  }

  @Override
  public Future<BoxedUnit> deleteUpToMaxTimestamp(String persistenceId, long timestamp) {
    return deletionUnsupported();
  }

  @Override
  public Future<BoxedUnit> deleteUpToMaxSequenceNrAndMaxTimestamp(
      String persistenceId, long sequence, long timestamp) {
    return deletionUnsupported();
  }

  @Override
  public Future<BoxedUnit> delete(String persistenceId, long sequence) {
    return deletionUnsupported();
  }

  private static <T> Future<T> selectionUnsupported() {
    return Future$.MODULE$.failed(
        new UnsupportedOperationException(
            "objects recover from their newest snapshot only. Use the default recovery."));
  }

  private static Future<BoxedUnit> deletionUnsupported() {
    return Future$.MODULE$.failed(
        new UnsupportedOperationException(
            "snapshots are removed by the history clean-up only. Do not delete them through Pekko."));
  }
}
