package dev.holdfast.node.chaos.objects;

import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.Response;
import dev.holdfast.runtime.StorageKey;
import dev.holdfast.runtime.Turn;

/** A counter as that of the examples, which can be told to count wrongly. */
record Tally(Planted planted) implements DurableObject<Message> {
  private static final StorageKey<Long> COUNT = StorageKey.of("count", Long.class);

  static ObjectType<Message> type(Planted planted) {
    return ObjectType.of("tally", () -> new Tally(planted));
  }

  @Override
  public Turn onRequest(Request request, ObjectContext context) {
    long count = context.storage().get(COUNT).orElse(0L);
    if (request.method().equals("GET")) {
      boolean stale = count > 0 && does(Planted.STALE_READ, 1, context) && planted.strikes();
      return Turn.draft().respond(number(stale ? count - 1 : count));
    }
    boolean dropped = does(Planted.DROPPED_COMMIT, 0, context) && planted.strikes();
    Turn turn = dropped ? Turn.draft() : Turn.draft().put(COUNT, count + 1);
    return turn.respond(number(count + 1));
  }

  private boolean does(Planted wrong, int parity, ObjectContext context) {
    String name = context.id().name();
    boolean itsTurn = name.charAt(name.length() - 1) % 2 == parity;
    return planted == wrong || (planted == Planted.EVERYTHING && itsTurn);
  }

  private static Response number(long count) {
    return Response.text(Long.toString(count));
  }
}
