package dev.holdfast.runtime.host;

import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Log;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.SocketOptions;
import dev.holdfast.runtime.StorageKey;
import dev.holdfast.runtime.Stored;
import dev.holdfast.runtime.Turn;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Does what its script says, and at times something in onCreate and onWake. */
final class Chaos implements DurableObject<Chaos.Command> {
  private static final List<String> OPS =
      List.of(
          "put", "put", "put", "delete", "clear", "append", "append", "trim", "trim", "age", "age",
          "reply");
  private static final List<String> ENDS =
      List.of("go", "go", "go", "go", "go", "destroy", "throw", "refuse");

  sealed interface Command extends Message {}

  @Stored("script")
  record Script(List<String> ops) implements Command {
    static Script random(Random random) {
      List<String> ops =
          random
              .ints(random.nextInt(4), 0, OPS.size())
              .mapToObj(i -> OPS.get(i) + ":" + random.nextInt(4) + ":" + random.nextInt(1_000))
              .toList();
      List<String> all = new java.util.ArrayList<>(ops);
      all.add(ENDS.get(random.nextInt(ENDS.size())) + ":0:0");
      return new Script(all);
    }
  }

  @Override
  public Turn onCreate(ObjectContext context) {
    return Turn.draft().put(key("0"), "created").append(log("0"), "created");
  }

  @Override
  public Turn onWake(ObjectContext context) {
    return context.storage().size() % 2 == 0 ? Turn.none() : Turn.draft().put(key("1"), "woken");
  }

  @Override
  public Turn onMessage(Command command, ObjectContext context) {
    Turn turn = Turn.draft();
    for (String op : ((Script) command).ops()) {
      String[] parts = op.split(":", -1);
      switch (parts[0]) {
        case "put" -> turn.put(key(parts[1]), parts[2]);
        case "delete" -> turn.delete(key(parts[1]));
        case "clear" -> turn.clear();
        case "append" -> turn.append(log(parts[1]), parts[2]);
        case "trim" -> turn.append(log(parts[1]).keeping(2), parts[2]);
        case "age" -> turn.append(log(parts[1]).keepingFor(Duration.ofMillis(5)), parts[2]);
        case "destroy" -> turn.destroy();
        case "throw" -> throw new IllegalStateException("told to throw");
        case "refuse" -> {
          return Turn.refuse(Refusal.conflict("told to refuse"));
        }
        default -> {}
      }
    }
    return turn;
  }

  @Override
  public Turn onSocketOpen(ObjectEvent.SocketOpening opening, ObjectContext context) {
    return Turn.draft().accept(opening, SocketOptions.PLAIN);
  }

  @Override
  public Turn onSocketFrame(ObjectEvent.FrameReceived frame, ObjectContext context) {
    return Turn.draft().put(key("3"), "frame " + frame.number());
  }

  private static StorageKey<String> key(String name) {
    return StorageKey.of("key-" + name, String.class);
  }

  private static Log<String> log(String name) {
    return Log.of("log-" + name, String.class);
  }
}
