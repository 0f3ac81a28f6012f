package dev.holdfast.node.exchange;

import dev.holdfast.runtime.Call;
import dev.holdfast.runtime.CallBounds;
import dev.holdfast.runtime.CallResult;
import dev.holdfast.runtime.CallRetry;
import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Log;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.Response;
import dev.holdfast.runtime.StorageKey;
import dev.holdfast.runtime.Stored;
import dev.holdfast.runtime.Text;
import dev.holdfast.runtime.Turn;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Sends numbered parcels to others of its kind, calls a server, and keeps books: what it was asked
 * to do, what it sent and received, whom it called and what came of it, in order. {@code POST
 * ?token=T&routes=a.b,c&calls=1} sends a parcel to a, which passes one on to b, and one to c, and
 * makes a call. {@code GET ?log=sent&after=N} reads a book.
 */
public final class Courier implements DurableObject<Courier.Command> {
  /** Sleeps often: what is to be delivered must outlast that, too. */
  static final ObjectType<Command> TYPE = typeThatDoubles(0);

  public static final String ASKED = "asked";
  public static final String SENT = "sent";
  public static final String RECEIVED = "received";
  static final String CALLED = "called";
  static final String RESULTS = "results";

  /** Names the server; it is one that any node knows. */
  static final String SERVER_VARIABLE = "PROCESS_URL";

  private static final StorageKey<Long> CALLS = StorageKey.of("calls", Long.class);
  private static final Duration CALL_DEADLINE = Duration.ofMillis(500);

  /** More attempts than a server that fails every third time makes necessary. */
  private static final CallRetry RETRY =
      new CallRetry(
          CallBounds.ATTEMPTS_MAX,
          Duration.ofMillis(20),
          Duration.ofMillis(200),
          25,
          Duration.ofMinutes(5));

  private static final int PAGE = 1_000;

  private final int doubledOneOf;

  private Courier(int doubledOneOf) {
    this.doubledOneOf = doubledOneOf;
  }

  /** Couriers of which, by a planted bug, each tells every so manieth parcel twice; none with 0. */
  public static ObjectType<Command> typeThatDoubles(int oneOf) {
    return ObjectType.of("courier", Command.class, () -> new Courier(oneOf))
        .idleAfter(Duration.ofSeconds(1));
  }

  /** What couriers tell each other. */
  public sealed interface Command extends Message {}

  /**
   * @param number from 1, of one sender to one receiver
   * @param onward whom the receiver is to send one in turn, and so on, with dots between
   */
  @Stored("parcel")
  record Parcel(long number, String onward) implements Command {}

  /**
   * A line of a book.
   *
   * @param other who sent it or to whom, by which token it was asked, or what the server said
   */
  @Stored("line")
  public record Line(String other, long number) {}

  @Override
  public Turn onRequest(Request request, ObjectContext context) {
    if (request.method().equals("GET")) {
      String log = request.parameter("log").orElse(SENT);
      long after = Long.parseLong(request.parameter("after").orElse("0"));
      return Turn.draft().respondPage(book(log), after, PAGE, "lines");
    }
    String token = request.parameter("token").orElseThrow();
    Sending sending = new Sending(context, doubledOneOf);
    sending.turn.append(book(ASKED), new Line(token, 0));
    for (String route : request.parameter("routes").orElse("").split(",", -1)) {
      sending.send(route);
    }
    if (request.parameter("calls").isPresent()) {
      call(sending.turn, context);
    }
    Decisions.note(line(ASKED, context, token, 0));
    return sending.turn.respond(Response.text("sent"));
  }

  @Override
  public Turn onMessage(Command command, ObjectContext context) {
    Parcel parcel = (Parcel) command;
    String sender = context.sender().orElseThrow().name();
    Sending sending = new Sending(context, doubledOneOf);
    sending.turn.append(book(RECEIVED), new Line(sender, parcel.number()));
    sending.send(parcel.onward());
    Decisions.note(line(RECEIVED, context, sender, parcel.number()));
    return sending.turn;
  }

  private static void call(Turn turn, ObjectContext context) {
    long number = 1 + context.storage().get(CALLS).orElse(0L);
    String key = key(context.id().name(), number);
    turn.put(CALLS, number)
        .append(book(CALLED), new Line(key, number))
        .call(
            Long.toString(number),
            Call.post(Text.ofSetting(SERVER_VARIABLE))
                .body("text/plain", key)
                .deadline(CALL_DEADLINE)
                .retry(RETRY)
                .idempotencyKey(key));
  }

  /** What the server answers that call with. */
  static String key(String courier, long number) {
    return courier + "-" + number;
  }

  @Override
  public Turn onCallEnded(ObjectEvent.CallEnded ended, ObjectContext context) {
    String came =
        switch (ended.result()) {
          case CallResult.Answered answered when answered.ok() -> answered.text();
          case CallResult.Answered answered -> "status " + answered.status();
          case CallResult.GaveUp gaveUp -> "gave up, " + gaveUp.why().code();
          case CallResult.Worked _ -> "worked";
        };
    long number = Long.parseLong(ended.name());
    Decisions.note(line(RESULTS, context, came, number));
    return Turn.draft().append(book(RESULTS), new Line(came, number));
  }

  private static Log<Line> book(String name) {
    return Log.of(name, Line.class);
  }

  private static String line(String book, ObjectContext context, String other, long number) {
    return line(book, context.id().name(), other, number);
  }

  /** As it stands among the decisions. */
  static String line(String book, String owner, String other, long number) {
    return String.join(" ", book, owner, other, Long.toString(number));
  }

  /** What one turn sends: several parcels to the same receiver have several numbers. */
  private static final class Sending {
    private final Turn turn = Turn.draft();
    private final Map<String, Long> last = new HashMap<>();
    private final ObjectContext context;

    private final int doubledOneOf;

    Sending(ObjectContext context, int doubledOneOf) {
      this.context = context;
      this.doubledOneOf = doubledOneOf;
    }

    void send(String route) {
      if (route.isEmpty()) {
        return;
      }
      int dot = route.indexOf('.');
      String target = dot < 0 ? route : route.substring(0, dot);
      StorageKey<Long> key = StorageKey.of("to-" + target, Long.class);
      long number = 1 + last.computeIfAbsent(target, _ -> context.storage().get(key).orElse(0L));
      last.put(target, number);
      String onward = dot < 0 ? "" : route.substring(dot + 1);
      ObjectId receiver = new ObjectId(TYPE.name(), target);
      turn.put(key, number)
          .append(book(SENT), new Line(target, number))
          .tell(receiver, new Parcel(number, onward));
      if (doubledOneOf > 0 && number % doubledOneOf == 0) {
        turn.tell(receiver, new Parcel(number, onward));
      }
    }
  }
}
