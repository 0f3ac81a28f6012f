package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectEvent.Operation;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.Schedule;
import dev.holdfast.runtime.Stored;
import dev.holdfast.runtime.Turn;
import dev.holdfast.runtime.host.stored.TurnNote;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.CallRunner;
import dev.holdfast.runtime.spi.Delivery;
import dev.holdfast.runtime.spi.ObjectAlarms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** Under which correlation each handler runs, in its context, in its log lines and in history. */
class CorrelationTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final ObjectId ADA = new ObjectId("carrier", "ada");
  private static final ObjectId BOB = new ObjectId("carrier", "bob");

  private final List<String> seen = new ArrayList<>();
  private boolean failing;

  private final HandClock clock = new HandClock();
  private final MemoryStore store = new MemoryStore();
  private final DeterministicHost host = start();

  sealed interface Command extends Message {}

  /** Sets an alarm once, or every minute; when it fires, Bob is told of it. */
  @Stored("set")
  record Set(boolean again) implements Command {}

  @Stored("pass")
  record Pass(String target, boolean refused) implements Command {}

  @Stored("told")
  record Told(boolean refused) implements Command {}

  private final class Carrier implements DurableObject<Command> {
    private void saw(String what, ObjectContext context) {
      assertThat(MDC.get("correlation")).isEqualTo(context.correlation());
      assertThat(MDC.get("object")).isEqualTo(context.id().toString());
      seen.add("%s %s: %s".formatted(context.id().name(), what, context.correlation()));
    }

    @Override
    public Turn onCreate(ObjectContext context) {
      saw("made", context);
      return context.id().name().equals("eve")
          ? Turn.draft().tell(BOB, new Told(false))
          : Turn.none();
    }

    @Override
    public Turn onWake(ObjectContext context) {
      saw("woken", context);
      return Turn.none();
    }

    @Override
    public Turn onMessage(Command command, ObjectContext context) {
      saw(command.getClass().getSimpleName(), context);
      return switch (command) {
        case Set(boolean again) ->
            Turn.draft()
                .setAlarm(
                    "tea", again ? Schedule.every(MINUTE, context.now()) : Schedule.after(MINUTE));
        case Pass(String target, boolean refused) ->
            Turn.draft().tell(ObjectId.parse(target), new Told(refused));
        case Told(boolean refused) ->
            refused ? Turn.refuse(Refusal.conflict("not now.")) : Turn.none();
      };
    }

    @Override
    public Turn onAlarm(ObjectEvent.AlarmFired alarm, ObjectContext context) {
      saw(alarm.name(), context);
      if (failing) {
        throw new IllegalStateException("no kettle");
      }
      return Turn.draft().tell(BOB, new Told(false));
    }

    @Override
    public Turn onTellRefused(ObjectEvent.TellRefused refused, ObjectContext context) {
      saw("refused", context);
      return Turn.none();
    }
  }

  private DeterministicHost start() {
    Catalogue catalogue =
        Catalogue.of(ObjectType.of("carrier", Command.class, () -> new Carrier()));
    return new DeterministicHost(
        catalogue, Limits.DEFAULTS, clock, store, new ContractHub(), CallRunner.NONE, Map.of());
  }

  private Answer deliver(ObjectId target, ObjectEvent event, String correlation) {
    return host.deliver(
            new Delivery(
                target, event, Optional.empty(), Delivery.Reach.EITHER, correlation, MINUTE, 100))
        .toCompletableFuture()
        .join();
  }

  private void send(ObjectId target, Command command, String correlation) {
    Answer answer = deliver(target, new ObjectEvent.MessageReceived(command), correlation);
    assertThat(answer).isEqualTo(new Answer.Done());
  }

  private List<TurnNote> history(ObjectId object) {
    return store.load(object).toCompletableFuture().join().events().stream()
        .flatMap(event -> event.committed().turns().stream())
        .toList();
  }

  @Test
  void what_a_request_causes_runs_under_its_correlation_however_late_and_wherever() {
    send(ADA, new Set(false), "request-1");
    host.sleep(ADA);
    host.advance(MINUTE);
    assertThat(seen)
        .containsExactly(
            "ada made: request-1",
            "ada Set: request-1",
            "ada woken: request-1",
            "ada tea: request-1",
            "bob made: request-1",
            "bob Told: request-1");
    assertThat(history(ADA))
        .containsExactly(new TurnNote("set", "request-1"), new TurnNote("alarm", "request-1"));
    assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
  }

  @Test
  void an_alarm_that_fires_again_and_again_stays_under_what_set_it() {
    send(ADA, new Set(true), "request-1");
    host.sleep(ADA);
    seen.clear();
    host.advance(MINUTE.multipliedBy(2));
    assertThat(seen).filteredOn("ada tea: request-1"::equals).hasSize(2);
    send(ADA, new Set(true), "request-2");
    seen.clear();
    host.advance(MINUTE);
    assertThat(seen).contains("ada tea: request-2", "bob Told: request-2");
  }

  @Test
  void an_alarm_that_fails_and_is_tried_again_by_hand_stays_under_what_set_it() {
    failing = true;
    send(ADA, new Set(false), "request-1");
    host.advance(Duration.ofDays(1));
    assertThat(seen).filteredOn("ada tea: request-1"::equals).hasSize(Limits.ALARM_ATTEMPTS_MAX);
    failing = false;
    seen.clear();
    var show = new ObjectEvent.Operated(new Operation.ShowAlarms());
    var letters =
        ((ObjectAlarms) ((Answer.Replied) deliver(ADA, show, "request-2")).value()).letters();
    var redrive = new ObjectEvent.Operated(new Operation.Redrive(letters.getFirst().id()));
    assertThat(deliver(ADA, redrive, "request-3")).isEqualTo(new Answer.Done());
    host.advance(MINUTE);
    assertThat(seen).contains("ada tea: request-1", "bob Told: request-1");
    assertThat(history(ADA)).contains(new TurnNote("redriven", "request-3"));
  }

  @Test
  void a_refusal_comes_back_under_the_correlation_of_what_was_refused() {
    send(ADA, new Pass(BOB.toString(), true), "request-1");
    host.advance(MINUTE);
    assertThat(seen).contains("bob Told: request-1", "ada refused: request-1");
  }

  @Test
  void what_an_object_tells_at_its_birth_is_under_what_made_it() {
    send(new ObjectId("carrier", "eve"), new Set(false), "request-1");
    assertThat(seen).contains("eve made: request-1", "bob Told: request-1");
  }

  @Test
  void an_object_is_woken_under_the_correlation_of_what_wakes_it() {
    send(ADA, new Set(false), "request-1");
    host.sleep(ADA);
    send(ADA, new Set(false), "request-2");
    assertThat(seen).contains("ada woken: request-2");
  }
}
