package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Call;
import dev.holdfast.runtime.Effect;
import dev.holdfast.runtime.Log;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.Question;
import dev.holdfast.runtime.Response;
import dev.holdfast.runtime.Schedule;
import dev.holdfast.runtime.SocketInfo;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.Committed.NextWake;
import dev.holdfast.runtime.host.stored.LogRange;
import dev.holdfast.runtime.host.stored.TurnNote;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;
import dev.holdfast.runtime.spi.LogFrames;
import dev.holdfast.runtime.spi.SocketOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One batch being decided: applies turns to the state and gathers what will leave, in order. */
final class BatchRun {
  private final TypeRuntime<?> type;
  private final ObjectState state;
  private final HostServices services;
  private final long sequence;
  private final ChangeBuffer changes;
  private final Departures departures;
  private final NextWake wakeBefore;
  private final List<Output> early = new ArrayList<>(2);
  private final List<Output> late = new ArrayList<>(4);
  private final HubOrders earlyOrders;
  private final HubOrders lateOrders;
  private Answer lastOutcome = new Answer.Done();
  private Optional<AlarmTally> alarms = Optional.empty();
  private boolean ended;
  private String correlation = "";

  BatchRun(TypeRuntime<?> type, ObjectState state, HostServices services, long sequence) {
    this.type = type;
    this.state = state;
    this.services = services;
    this.sequence = sequence;
    this.changes = new ChangeBuffer(state);
    this.departures = new Departures(sequence, state, changes);
    this.wakeBefore = state.nextWake();
    this.earlyOrders = new HubOrders(early, services.hubs().own().name());
    this.lateOrders = new HubOrders(late, services.hubs().own().name());
  }

  /** The sockets that this batch opens. */
  List<SocketInfo> opening() {
    return Output.opening(early, late);
  }

  ChangeBuffer.Mark mark() {
    return changes.mark();
  }

  /** Nothing is decided after this before it is committed. */
  void end() {
    ended = true;
  }

  /**
   * Whether no further event belongs in this batch. A destroy ends one: lives are told apart by the
   * sequence of the commit that began them, so one commit begins at most one.
   */
  boolean isFull() {
    return ended || changes.bytes() >= services.limits().batchBytesMax();
  }

  boolean isEmpty() {
    return changes.isEmpty();
  }

  Answer lastOutcome() {
    return lastOutcome;
  }

  /** What its alarms come to if it is committed. */
  AlarmTally alarms() {
    alarms = Optional.of(alarms.orElseGet(AlarmTally::new));
    return alarms.get();
  }

  void create() {
    changes.add(new Change.Created(sequence));
  }

  /**
   * Takes back the making of the object, if this turn made it; a turn that did not has no trace.
   */
  void undo(ChangeBuffer.Mark before, boolean existed) {
    if (!existed) {
      changes.undoBirth(before);
    }
  }

  /** The turn comes to that answer. */
  void settle(Envelope envelope, Answer answer) {
    lastOutcome = answer;
    reply(envelope, answer);
  }

  void reply(Envelope envelope, Answer answer) {
    leave(new Output.Reply(envelope, answer));
  }

  /** What rests on nothing uncommitted leaves at once; everything else waits for the commit. */
  private void leave(Output output) {
    (changes.isEmpty() ? early : late).add(output);
  }

  /** What turns set and tell from here on belongs to what caused that. */
  void under(Delivery delivery) {
    correlation = delivery.correlation();
  }

  /**
   * Applies a whole turn. Fails before anything changed or not at all: what could fail was checked
   * when the turn was encoded, or is done first.
   */
  void apply(EncodedTurn turn, Optional<Envelope> cause) {
    TurnReply reply = new TurnReply(cause, turn);
    cause.ifPresent(envelope -> under(envelope.delivery()));
    Optional<Change> memory = cause.flatMap(envelope -> memory(envelope.delivery(), turn));
    List<SocketOrder> orders = new ArrayList<>(0);
    List<String> hubs = state.hubs();
    for (EncodedTurn.Step step : turn.steps()) {
      applyStep(step, reply, orders);
    }
    if (cause.isPresent()) {
      remember(cause.get().delivery(), turn, memory);
      lastOutcome = reply.answer();
    }
    if (!orders.isEmpty()) {
      List<String> told = state.hubs().isEmpty() ? hubs : state.hubs();
      (changes.isEmpty() ? earlyOrders : lateOrders).add(state.id(), told, orders);
    }
    reply.output().ifPresent(this::leave);
  }

  private void applyStep(EncodedTurn.Step step, TurnReply reply, List<SocketOrder> orders) {
    switch (step.effect()) {
      case Effect.Put<?> put -> changes.add(new Change.KeyPut(put.key().name(), step.bytes()));
      case Effect.Delete(String key) -> {
        if (state.keys().containsKey(key)) {
          changes.add(new Change.KeyDeleted(key));
        }
      }
      case Effect.Clear _ -> clear();
      case Effect.Append<?> append -> append(append.log(), step.bytes(), orders);
      case Effect.SetAlarm(String name, var schedule) -> setAlarm(name, schedule);
      case Effect.ClearAlarm(String name) -> clearAlarm(name);
      case Effect.Tell(var target, var _, var reach) ->
          tell(target, EncodedMessage.TELL, reach, step.bytes(), correlation);
      case Effect.Ask ask -> departures.ask(ask, step.bytes(), correlation);
      case Effect.AnswerTo(Question question, Object _) -> answer(question, step.bytes());
      case Effect.MakeCall(String name, Call call) ->
          departures.call(name, call, step.bytes(), correlation);
      case Effect.Destroy _ -> destroy(orders);
      case Effect.Reply(Object value) -> reply.give(new Answer.Replied(value));
      case Effect.Respond(Response response) -> reply.give(new Answer.Responded(response));
      case Effect.ReplyPage(var log, long after, int limit) ->
          reply.givePage(
              e -> new Output.ReplyPage(e, range(log, after, limit), log, reply.unread()));
      case Effect.RespondPage(var log, long after, int limit, String member) ->
          reply.givePage(
              e -> new Output.RespondPage(e, range(log, after, limit), member, reply.unread()));
      case Effect.Accept accept -> {
        orders.add(SocketBooks.accepted(accept, state, changes, services.hubs()));
        reply.give(new Answer.SocketAccepted());
      }
      case Effect.Send _,
          Effect.Broadcast _,
          Effect.BroadcastTagged _,
          Effect.Retag _,
          Effect.Attach _,
          Effect.Close _ ->
          orders.add(SocketBooks.order(step.effect(), state));
    }
  }

  private void clear() {
    if (!state.keys().isEmpty()) {
      changes.add(new Change.KeysCleared());
    }
  }

  private void setAlarm(String name, Schedule schedule) {
    Instant due = Firing.first(schedule, state.at());
    changes.add(
        new Change.AlarmSet(name, StoredSchedule.text(schedule), due, 0, due, "", correlation));
  }

  private void clearAlarm(String name) {
    if (state.hasAlarm(name)) {
      changes.add(new Change.AlarmCleared(name));
    }
  }

  private void answer(Question question, byte[] value) {
    String kind = AnswerFormat.answer(question.number());
    byte[] answer = AnswerFormat.replied(value);
    tell(question.askerId(), kind, Delivery.Reach.EITHER, answer, correlation);
  }

  /** Puts a message for another object into the outbox. */
  void tell(
      ObjectId target, String kind, Delivery.Reach reach, byte[] message, String correlation) {
    departures.tell(target, kind, reach, message, correlation);
  }

  /** Changes something beside what a turn decided. */
  void change(Change change) {
    changes.add(change);
  }

  private void append(Log<?> log, byte[] body, List<SocketOrder> orders) {
    long number = LogAppends.append(log, body, state, changes);
    if (!state.hubs().isEmpty()) {
      var entry = new LogFrames.Numbered(number, ValueCodec.frame(number, body));
      orders.add(new SocketOrder.LogGrown(log.name(), state.life(), List.of(entry)));
    }
  }

  private void destroy(List<SocketOrder> orders) {
    if (state.exists()) {
      orders.add(new SocketOrder.CloseAll(1000, "the object was destroyed"));
      // Each by itself: that is how what is listed apart from the object learns of it.
      for (Change.DeadLetterAdded letter : state.letters()) {
        changes.add(new Change.DeadLetterRemoved(letter.id()));
      }
      changes.add(new Change.Destroyed());
      end();
    }
  }

  private LogRange range(Log<?> log, long after, int limit) {
    return LogAppends.range(log, after, limit, state);
  }

  private void remember(Delivery delivery, EncodedTurn turn, Optional<Change> memory) {
    if (!turn.stores()) {
      return;
    }
    if (delivery.event() instanceof ObjectEvent.FrameReceived frame && state.exists()) {
      changes.add(new Change.FrameApplied(frame.socket().toString(), frame.number()));
    }
    // Kept even by an object that this turn destroyed: a repeat must not make it anew.
    memory.ifPresent(changes::add);
    note(delivery);
  }

  /** Puts the event into the history. */
  void note(Delivery delivery) {
    changes.note(new TurnNote(TypeRuntime.eventName(delivery.event()), delivery.correlation()));
  }

  /** Keeps what there is to keep of an operator's event that was done. */
  void done(Delivery delivery) {
    delivery.id().ifPresent(id -> changes.add(memory(id, new Answer.Done())));
    note(delivery);
  }

  private Optional<Change> memory(Delivery delivery, EncodedTurn turn) {
    return turn.stores()
        ? delivery.id().map(id -> memory(id, TurnReply.answerOf(turn, delivery.event())))
        : Optional.empty();
  }

  private Change memory(Delivery.RequestId id, Answer answer) {
    return AnswerMemory.of(id, answer, type.answers(), state.at(), services.limits());
  }

  /** What the runtime itself keeps of an event, whatever its handler decided. */
  void closeBooks(ObjectEvent event) {
    if (event instanceof ObjectEvent.SocketClosed closed && state.exists()) {
      SocketBooks.closed(closed, state, changes);
    }
  }

  Decided result(List<Envelope> leftover) {
    state.refreshRecovery(state.at());
    NextWake wakeNow = state.nextWake();
    Optional<NextWake> wake = wakeNow.equals(wakeBefore) ? Optional.empty() : Optional.of(wakeNow);
    return new Decided(
        early,
        changes.isEmpty() ? Optional.empty() : Optional.of(changes.commit(state.at(), wake)),
        late,
        alarms,
        leftover,
        FarSockets.isWanted(state));
  }
}
