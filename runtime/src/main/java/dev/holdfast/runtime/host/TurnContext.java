package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Alarm;
import dev.holdfast.runtime.Log;
import dev.holdfast.runtime.LogView;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.Question;
import dev.holdfast.runtime.SocketInfo;
import dev.holdfast.runtime.Storage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What one turn sees.
 *
 * @param told the message of another object that it is for
 * @param run the batch it belongs to
 */
record TurnContext(
    ObjectState state,
    ValueCodec values,
    HostServices services,
    Instant now,
    String correlation,
    Optional<Tell> told,
    boolean exists,
    BatchRun run)
    implements ObjectContext {

  @Override
  public ObjectId id() {
    return state.id();
  }

  @Override
  public Optional<ObjectId> sender() {
    return told.map(Tell::from);
  }

  @Override
  public Optional<Question> question() {
    return told.flatMap(Tell::question);
  }

  @Override
  public Storage storage() {
    return new StoredStorage(state, values);
  }

  @Override
  public LogView log(Log<?> log) {
    return state.log(log.name());
  }

  @Override
  public SortedMap<String, Alarm> alarms() {
    return state.alarms().view();
  }

  @Override
  public List<SocketInfo> sockets() {
    return FarSockets.seen(state, services.hubs(), run);
  }

  @Override
  public String newId() {
    return Ids.fresh(now);
  }

  @Override
  public byte[] randomBytes(int count) {
    return Ids.random(count);
  }

  @Override
  public Optional<String> setting(String name) {
    return Optional.ofNullable(services.settings().get(name));
  }
}
