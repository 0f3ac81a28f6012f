package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Alarm;
import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectEvent.AlarmFired;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.Response;
import dev.holdfast.runtime.Schedule;
import dev.holdfast.runtime.Turn;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.testing.ObjectTester;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/** An object whose turns a test gives it, and what it saw of its alarms. */
abstract class AlarmedObject {
  static final Duration SECOND = Duration.ofSeconds(1);
  static final Duration HOUR = Duration.ofHours(1);

  final List<AlarmFired> fired = new ArrayList<>();
  final List<Instant> firedAt = new ArrayList<>();
  Function<ObjectContext, Turn> onRequest = context -> Turn.none();
  BiFunction<AlarmFired, ObjectContext, Turn> onAlarm = (alarm, context) -> Turn.none();
  SortedMap<String, Alarm> seen = new TreeMap<>();

  final ObjectTester<Message> object =
      ObjectTester.of(ObjectType.of("alarmed", Message.class, Alarmed::new));
  final Instant start = object.now();

  private final class Alarmed implements DurableObject<Message> {
    @Override
    public Turn onRequest(Request request, ObjectContext context) {
      seen = context.alarms();
      return onRequest.apply(context).respond(Response.text("done"));
    }

    @Override
    public Turn onAlarm(AlarmFired alarm, ObjectContext context) {
      fired.add(alarm);
      firedAt.add(context.now());
      return onAlarm.apply(alarm, context);
    }
  }

  Answer turn(Function<ObjectContext, Turn> turn) {
    onRequest = turn;
    return object.deliver(new ObjectEvent.RequestReceived(Request.of("GET", "/", "")));
  }

  void set(String name, Schedule schedule) {
    assertThat(turn(context -> Turn.draft().setAlarm(name, schedule)))
        .isInstanceOf(Answer.Responded.class);
  }

  SortedMap<String, Alarm> alarms() {
    turn(context -> Turn.draft());
    return seen;
  }

  List<String> names() {
    return fired.stream().map(AlarmFired::name).toList();
  }

  List<Instant> dues() {
    return fired.stream().map(AlarmFired::due).toList();
  }

  /** As a node that was down: time passes, and nobody is woken meanwhile. */
  void pass(Duration time) {
    onAlarm = (alarm, context) -> Turn.none();
    object.downFor(time);
  }
}
