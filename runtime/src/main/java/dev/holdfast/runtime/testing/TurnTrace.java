package dev.holdfast.runtime.testing;

import dev.holdfast.runtime.CallResult;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.MemoryStore;
import dev.holdfast.runtime.host.StoredAlarms;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.DeadLetter;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/** The newest turns of a node in memory, and the alarms it is left with, for people. */
final class TurnTrace {
  /** What still fits a screen, under the error itself. */
  private static final int LINES_MAX = 20;

  /** Of one message, answer or error. */
  private static final int CHARS_MAX = 100;

  private final Deque<Entry> newest = new ArrayDeque<>(LINES_MAX);
  private long earlier;

  /** Made into text only for a test that failed. */
  private record Entry(Instant at, Supplier<String> what) {}

  private record Pending(ObjectId object, Change.AlarmSet alarm) {}

  void turn(Instant at, ObjectId object, ObjectEvent event, Answer outcome) {
    add(new Entry(at, () -> "%s  %s  %s".formatted(object, said(event), said(outcome))));
  }

  void note(Instant at, String what) {
    add(new Entry(at, () -> what));
  }

  private void add(Entry entry) {
    if (newest.size() == LINES_MAX) {
      newest.remove();
      earlier++;
    }
    newest.add(entry);
  }

  private static String said(ObjectEvent event) {
    return switch (event) {
      case ObjectEvent.MessageReceived(var message) -> clipped(message);
      case ObjectEvent.RequestReceived(var request) ->
          clipped(request.method() + " " + request.path());
      case ObjectEvent.AlarmFired alarm ->
          "alarm '%s'%s%s"
              .formatted(
                  alarm.name(),
                  alarm.attempt() == 1 ? "" : ", attempt " + alarm.attempt(),
                  alarm.late() ? ", late, due " + alarm.due() : "");
      case ObjectEvent.TellRefused refused ->
          clipped("'%s' refused by %s".formatted(refused.message(), refused.target()));
      case ObjectEvent.Answered(String name, var target, var outcome) ->
          clipped("'%s' of %s: %s".formatted(name, target, outcome));
      case ObjectEvent.CallEnded(String name, var result) ->
          clipped("call '%s' ended: %s".formatted(name, said(result)));
      case ObjectEvent.SocketOpening _ -> "socket opened";
      case ObjectEvent.FrameReceived _ -> "frame";
      case ObjectEvent.SocketClosed _ -> "socket closed";
      case ObjectEvent.SocketsLost(String hub) -> clipped("sockets of %s lost".formatted(hub));
      case ObjectEvent.Operated(var operation) -> "operator: " + clipped(operation);
    };
  }

  private static String said(CallResult result) {
    return switch (result) {
      case CallResult.Answered answered -> "answered " + answered.status();
      case CallResult.Worked(Object value) -> "gave " + clipped(value);
      case CallResult.GaveUp(var why, int _, String _) -> "given up, " + why.code();
    };
  }

  private static String said(Answer outcome) {
    return switch (outcome) {
      case Answer.Done _ -> "done";
      case Answer.Replied(Object value) -> "answered " + clipped(value);
      case Answer.Responded(var response) -> "answered " + response.status();
      case Answer.Refused(var refusal) -> clipped("refused: " + refusal.detail());
      case Answer.Failed(String error) -> "failed: see error %s in the log".formatted(error);
      default -> clipped(outcome);
    };
  }

  private static String clipped(Object value) {
    String text = value.toString();
    return text.length() <= CHARS_MAX ? text : text.substring(0, CHARS_MAX) + "...";
  }

  String story(Instant now, MemoryStore store) {
    List<String> lines = new ArrayList<>();
    lines.add("the node's clock stands at %s. Its newest turns, the latest last:".formatted(now));
    if (earlier > 0) {
      lines.add("  (%,d earlier ones left out)".formatted(earlier));
    }
    newest.forEach(entry -> lines.add("  %s  %s".formatted(entry.at(), entry.what().get())));
    addAlarms(lines, store);
    return String.join("\n", lines);
  }

  private static void addAlarms(List<String> lines, MemoryStore store) {
    List<Pending> pending = new ArrayList<>();
    List<String> dead = new ArrayList<>();
    for (ObjectId object : store.objects()) {
      StoredAlarms alarms = StoredAlarms.of(store, object);
      alarms.set().forEach(alarm -> pending.add(new Pending(object, alarm)));
      alarms.deadLetters().forEach(letter -> dead.add(said(letter)));
    }
    pending.sort(Comparator.comparing(each -> each.alarm().fireAt()));
    List<String> set = pending.stream().map(TurnTrace::said).toList();
    addSome(lines, "Alarms that are set, the next one first:", set);
    addSome(lines, "Alarms that failed for good:", dead);
  }

  private static void addSome(List<String> lines, String title, List<String> what) {
    if (what.isEmpty()) {
      return;
    }
    lines.add(title);
    lines.addAll(what.subList(0, Math.min(LINES_MAX, what.size())));
    if (what.size() > LINES_MAX) {
      lines.add("  (%,d more)".formatted(what.size() - LINES_MAX));
    }
  }

  private static String said(Pending pending) {
    Change.AlarmSet alarm = pending.alarm();
    String failed =
        alarm.attempts() == 0
            ? ""
            : ", failed %d times: %s".formatted(alarm.attempts(), clipped(alarm.error()));
    return "  %s  %s  '%s'%s".formatted(alarm.fireAt(), pending.object(), alarm.name(), failed);
  }

  private static String said(DeadLetter letter) {
    return "  %s  %s  '%s' after %d attempts: %s"
        .formatted(
            letter.at(),
            letter.object(),
            letter.subject(),
            letter.attempts(),
            clipped(letter.error()));
  }
}
