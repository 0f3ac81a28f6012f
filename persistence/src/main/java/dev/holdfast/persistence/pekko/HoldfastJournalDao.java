package dev.holdfast.persistence.pekko;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.Committed;
import dev.holdfast.runtime.host.stored.FencedException;
import dev.holdfast.runtime.host.stored.NotWrittenException;
import dev.holdfast.runtime.host.stored.ObjectStore;
import dev.holdfast.runtime.host.stored.StoredObject.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Scheduler;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.jdbc.config.JournalConfig;
import org.apache.pekko.persistence.jdbc.journal.dao.JournalDao;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.concurrent.Future$;
import scala.concurrent.duration.FiniteDuration;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;
import scala.runtime.BoxedUnit;
import scala.util.Failure;
import scala.util.Success;
import scala.util.Try;
import slick.jdbc.JdbcBackend;
import slick.jdbc.JdbcProfile;

/**
 * Pekko's journal, over the store. A write that was certainly not written (fenced, refused, queue
 * full) is a <em>rejection</em>: it concerns one object and says nothing of the database. One of
 * unknown outcome is a failure of the call.
 *
 * <p>Thread rule: any thread; nothing blocks.
 */
public final class HoldfastJournalDao implements JournalDao {
  private final ObjectStore store;
  private final Recoveries recoveries;

  /** The parameters are those the plugin looks for; only the actor system is needed of them. */
  public HoldfastJournalDao(
      JdbcBackend.JdbcDatabaseDef database,
      JdbcProfile profile,
      JournalConfig config,
      Serialization serialization,
      ExecutionContext executor,
      Materializer materializer) {
    StoreSetup setup = StoreSetup.of(materializer.system());
    store = setup.store();
    recoveries = setup.recoveries();
  }

  @Override
  public Future<Seq<Try<BoxedUnit>>> asyncWriteMessages(Seq<AtomicWrite> messages) {
    if (messages.size() == 1) { // as it always is: an object commits one event at a time
      return FutureConverters.asScala(
          write(messages.head())
              .handle(HoldfastJournalDao::outcome)
              .thenApply(one -> CollectionConverters.asScala(List.of(one)).toSeq()));
    }
    List<CompletableFuture<Try<BoxedUnit>>> writes = new ArrayList<>(messages.size());
    for (AtomicWrite message : CollectionConverters.asJava(messages)) {
      writes.add(write(message).handle(HoldfastJournalDao::outcome).toCompletableFuture());
    }
    CompletionStage<Seq<Try<BoxedUnit>>> all =
        CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new))
            .thenApply(_ ->
                CollectionConverters.asScala(writes.stream().map(CompletableFuture::join).toList())
                    .toSeq());
    return FutureConverters.asScala(all);
  }

  private CompletionStage<Void> write(AtomicWrite message) {
    recoveries.forget(message.persistenceId());
    if (message.size() != 1) {
      return refused("a write of %d events; an object commits one at a time", message.size());
    }
    PersistentRepr event = message.payload().head();
    if (!(event.payload() instanceof Committed committed)) {
      return refused("an event of %s; only Committed is kept", event.payload().getClass());
    }
    return store.append(ObjectId.parse(event.persistenceId()), event.sequenceNr(), committed);
  }

  private static CompletionStage<Void> refused(String what, Object detail) {
    return CompletableFuture.failedFuture(
        new NotWrittenException("the journal was given " + what.formatted(detail) + "."));
  }

  /** A rejection is a value; what is unknown is thrown on and fails the call. */
  private static Try<BoxedUnit> outcome(
      @SuppressWarnings("unused") Void written, @Nullable Throwable failure) {
    if (failure == null) {
      return new Success<>(BoxedUnit.UNIT);
    }
    Throwable cause =
        failure instanceof CompletionException c && c.getCause() != null ? c.getCause() : failure;
    if (cause instanceof FencedException || cause instanceof NotWrittenException) {
      return new Failure<>(cause);
    }
    throw new CompletionException(cause);
  }

  @Override
  public Future<Object> highestSequenceNr(String persistenceId, long fromSequenceNr) {
    return FutureConverters.asScala(
        recoveries.highestSequence(persistenceId).thenApply(sequence -> (Object) sequence));
  }

  @Override
  public org.apache.pekko.stream.scaladsl.Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed>
      messages(String persistenceId, long from, long to, long max) {
    return read(persistenceId, from, to, max).asScala();
  }

  @Override
  public org.apache.pekko.stream.scaladsl.Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed>
      messagesWithBatch(
          String persistenceId,
          long from,
          long to,
          int batchSize,
          Option<Tuple2<FiniteDuration, Scheduler>> refresh) {
    return read(persistenceId, from, to, Long.MAX_VALUE).asScala();
  }

  private Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> read(
      String persistenceId, long from, long to, long max) {
    return Source.lazyCompletionStageSource(
            () -> recoveries.events(persistenceId, from, to).thenApply(Source::from))
        .take(max)
        .map(event -> message(persistenceId, event))
        .mapMaterializedValue(_ -> NotUsed.getInstance());
  }

  private static Try<Tuple2<PersistentRepr, Object>> message(String persistenceId, Event event) {
    PersistentRepr repr =
        PersistentRepr.apply(
            event.committed(), event.sequence(), persistenceId, "", false, ActorRef.noSender(), "");
    return new Success<>(new Tuple2<>(repr, event.sequence()));
  }

  /** Events go by clean-up, which knows what fencing and restore need: never by Pekko. */
  @Override
  public Future<BoxedUnit> delete(String persistenceId, long toSequenceNr) {
    return Future$.MODULE$.failed(
        new UnsupportedOperationException(
            "events are removed by the history clean-up only. Do not delete them through Pekko."));
  }
}
