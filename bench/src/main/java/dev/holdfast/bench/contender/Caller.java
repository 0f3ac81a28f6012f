package dev.holdfast.bench.contender;

import dev.holdfast.runtime.Asks;
import dev.holdfast.runtime.Call;
import dev.holdfast.runtime.CallBounds;
import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.StorageKey;
import dev.holdfast.runtime.Stored;
import dev.holdfast.runtime.Text;
import dev.holdfast.runtime.Turn;

/** Calls a server that takes its time, and counts the results. */
public final class Caller implements DurableObject<Caller.Command> {
  static final ObjectType<Command> TYPE = ObjectType.of("caller", Command.class, Caller::new);

  /** The setting with the server's URL. */
  static final String SERVER = "BENCH_SERVER_URL";

  static final StorageKey<Long> ENDED = StorageKey.of("ended", Long.class);

  /** What a caller can be asked. */
  public sealed interface Command extends Message {}

  /** Makes so many calls. */
  @Stored("make")
  public record Make(int calls) implements Command {}

  /** Answers how many have ended. */
  @Stored("ended")
  public record Ended() implements Command, Asks<Long> {}

  @Override
  public Turn onMessage(Command command, ObjectContext context) {
    return switch (command) {
      case Make(int calls) -> {
        Turn turn = Turn.draft();
        for (int i = 0; i < calls; i++) {
          Call call = Call.get(Text.ofSetting(SERVER)).deadline(CallBounds.DEADLINE_MAX);
          turn.call("call", call);
        }
        yield turn;
      }
      case Ended ask -> Turn.draft().reply(ask, ended(context));
    };
  }

  @Override
  public Turn onCallEnded(ObjectEvent.CallEnded ended, ObjectContext context) {
    return Turn.draft().put(ENDED, ended(context) + 1);
  }

  private static long ended(ObjectContext context) {
    return context.storage().get(ENDED).orElse(0L);
  }
}
