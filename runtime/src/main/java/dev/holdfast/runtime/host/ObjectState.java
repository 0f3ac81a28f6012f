package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.LogView;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.Committed.NextWake;
import dev.holdfast.runtime.host.stored.ObjectSnapshot;
import dev.holdfast.runtime.host.stored.StoredObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that an awake object holds in memory. It changes only by {@link #apply}, with the same
 * changes live and when read back, so both give the same state.
 *
 * <p>Thread rule: confined. The host hands it from the actor to one handler thread and back, never
 * to two at once.
 */
final class ObjectState extends Keyspace {
  private final ObjectId id;
  private long life;
  private Instant at = Instant.EPOCH;

  // Most objects have few of these or none; each map is made when the first entry comes.
  private Map<String, LogView> logs = Map.of();
  private @Nullable LogAges ages;
  private @Nullable Sockets sockets;
  private @Nullable Alarms alarms;
  private final RememberedAnswers answers = new RememberedAnswers();
  private @Nullable Mail mail;
  private @Nullable Calls calls;
  private @Nullable Questions questions;

  ObjectState(ObjectId id) {
    this.id = id;
  }

  /** The state that was stored. */
  static ObjectState of(ObjectId id, StoredObject stored) {
    ObjectState state = new ObjectState(id);
    stored.snapshot().ifPresent(snapshot -> state.replay(snapshot.at(), snapshot.changes()));
    for (StoredObject.Event event : stored.events()) {
      state.replay(event.committed().at(), event.committed().changes());
    }
    return state;
  }

  /** Applies changes that were stored, with the object's time at them. */
  void replay(Instant time, List<Change> changes) {
    changes.forEach(this::apply);
    reached(time);
  }

  void apply(Change change) {
    switch (change) {
      case Change.Created(long newLife) -> life = newLife;
      case Change.Destroyed _ -> forget();
      case Change.KeyPut(String key, byte[] value) -> put(key, value);
      case Change.KeyDeleted(String key) -> delete(key);
      case Change.KeysCleared _ -> clear();
      case Change.LogAppended(String log, long first, int count) ->
          bound(log, log(log).head(), first + count - 1);
      case Change.LogBounds(String log, long head, long tail) -> {
        bound(log, head, tail);
        if (ages != null) {
          ages.dropBefore(log, head);
        }
      }
      case Change.LogMarked marked -> ages().mark(marked);
      case Change.AnswerRemembered answer -> answers.add(answer);
      case Change.FrameApplied(String socket, long number) -> sockets().applied(socket, number);
      case Change.SocketForgotten(String socket) -> sockets().forget(socket);
      case Change.AlarmSet alarm -> alarms().set(alarm);
      case Change.AlarmCleared(String name) -> alarms().clear(name);
      case Change.DeadLetterAdded letter -> alarms().add(letter);
      case Change.DeadLetterRemoved(String letter) -> alarms().remove(letter);
      case Change.Told told -> mail().outbox().add(told);
      case Change.ToldUpTo upTo -> mail().outbox().settle(upTo);
      case Change.TellApplied mark -> mail().inbox().applied(mark);
      case Change.TellFailed failed -> mail().inbox().failed(failed);
      case Change.OfSender forgotten -> mail().inbox().apply(forgotten);
      case Change.OfCall call -> calls().apply(call);
      case Change.OfQuestion question -> questions().apply(question);
      case Change.HubAttached(String hub) -> sockets().attach(hub);
      case Change.HubDetached(String hub) -> sockets().detach(hub);
    }
  }

  private void forget() {
    life = 0;
    clear();
    logs = Map.of();
    ages = null;
    alarms = null;
    calls = null;
    questions = null;
    sockets = null;
  }

  private void bound(String log, long head, long tail) {
    logs = logs.isEmpty() ? new HashMap<>(4) : logs;
    logs.put(log, new LogView(head, tail, life));
  }

  /** The state as the shortest list of changes, after the event {@code sequence}. */
  ObjectSnapshot snapshot(long sequence) {
    List<Change> changes = new ArrayList<>(keys().size() + logs.size() + answers.count() + 4);
    if (exists()) {
      changes.add(new Change.Created(life));
    }
    keys().forEach((key, value) -> changes.add(new Change.KeyPut(key, value)));
    logs.forEach((log, view) -> changes.add(new Change.LogBounds(log, view.head(), view.tail())));
    if (ages != null) {
      ages.addTo(changes);
    }
    if (alarms != null) {
      alarms.addTo(changes);
    }
    answers.addTo(changes);
    if (mail != null) {
      mail.addTo(changes);
    }
    if (calls != null) {
      calls.addTo(changes);
    }
    if (questions != null) {
      questions.addTo(changes);
    }
    if (sockets != null) {
      sockets.addTo(changes);
    }
    return new ObjectSnapshot(id, sequence, at, changes);
  }

  /** Moves the object's time on; it never goes back. */
  void reached(Instant time) {
    at = time.isAfter(at) ? time : at;
  }

  ObjectId id() {
    return id;
  }

  boolean exists() {
    return life != 0;
  }

  long life() {
    return life;
  }

  Instant at() {
    return at;
  }

  LogView log(String name) {
    return logs.getOrDefault(name, new LogView(1, 0, life));
  }

  LogAges ages() {
    LogAges known = ages == null ? new LogAges() : ages;
    ages = known;
    return known;
  }

  Alarms alarms() {
    Alarms known = alarms == null ? new Alarms() : alarms;
    alarms = known;
    return known;
  }

  boolean hasAlarm(String name) {
    return alarms != null && alarms.get(name) != null;
  }

  int alarmCount() {
    return alarms == null ? 0 : alarms.count();
  }

  /** When the object wants to be woken next. */
  NextWake nextWake() {
    NextWake next = alarms == null ? NextWake.NEVER : alarms.next();
    next = mail == null ? next : mail.earlier(next);
    next = calls == null ? next : calls.earlier(next);
    return questions == null ? next : questions.earlier(next);
  }

  /** Moves on when it is to be woken for messages and calls that a crash may leave behind. */
  void refreshRecovery(Instant now) {
    if (mail != null) {
      mail.refreshRecovery(now);
    }
    if (calls != null) {
      calls.refreshRecovery(now);
    }
  }

  /** Whether messages or calls may be left behind by a crash. */
  boolean hasRecovery() {
    return mail != null || calls != null;
  }

  /** When its next alarm is due, or a question of it times out. */
  Optional<Instant> nextDue() {
    NextWake alarm = alarms == null ? NextWake.NEVER : alarms.next();
    return (questions == null ? alarm : questions.earlier(alarm)).at();
  }

  boolean hasLetters() {
    return alarms != null && alarms.hasLetters();
  }

  /** What failed for good and was neither tried again nor discarded, the oldest first. */
  List<Change.DeadLetterAdded> letters() {
    return alarms == null ? List.of() : alarms.letters();
  }

  /** Alarms that are to be fired now, the longest due first. */
  List<Change.AlarmSet> dueAlarms(Instant now, int limit) {
    return alarms == null ? List.of() : alarms.due(now, limit);
  }

  RememberedAnswers answers() {
    return answers;
  }

  /** Messages to and from other objects. */
  Mail mail() {
    Mail known = mail == null ? new Mail() : mail;
    mail = known;
    return known;
  }

  /** Whether it hears from more others than it may know, so that none is listened to any more. */
  boolean hearsFromTooMany(Limits limits) {
    return mail != null && mail.inbox().isFull(limits);
  }

  boolean hasMail() {
    return mail != null;
  }

  Calls calls() {
    Calls known = calls == null ? new Calls() : calls;
    calls = known;
    return known;
  }

  /** Calls that have not ended, in the order in which they were asked for. */
  List<Change.CallAsked> unfinishedCalls() {
    return calls == null ? List.of() : calls.all();
  }

  boolean hasCalls() {
    return calls != null;
  }

  /** Questions to other objects that have not ended. */
  Questions questions() {
    Questions known = questions == null ? new Questions() : questions;
    questions = known;
    return known;
  }

  boolean hasQuestions() {
    return questions != null;
  }

  /** Whether anything is known of sockets at hubs of other nodes. */
  boolean hasFarSockets() {
    return sockets != null && sockets.hasFar();
  }

  /** The hubs that hold sockets of the object. */
  List<String> hubs() {
    return sockets == null ? List.of() : sockets.hubs();
  }

  Sockets sockets() {
    Sockets known = sockets == null ? new Sockets() : sockets;
    sockets = known;
    return known;
  }

  /** Bytes of all that it holds, as they count against the node's bound. */
  long bytes() {
    return keyBytes()
        + answers.bytes()
        + (alarms == null ? 0 : alarms.bytes())
        + (mail == null ? 0 : mail.bytes())
        + (calls == null ? 0 : calls.bytes())
        + (questions == null ? 0 : questions.bytes());
  }
}
