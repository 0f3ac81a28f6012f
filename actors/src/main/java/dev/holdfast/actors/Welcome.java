package dev.holdfast.actors;

import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.Request;
import java.util.Arrays;
import java.util.Optional;

/**
 * The first frame for a client that speaks {@value #PROTOCOL}: {@code
 * {"t":"welcome","after":4,"tail":9,"life":1,"resumed":true}}.
 *
 * @param after the entries after this number follow
 * @param tail number of the newest entry there is now
 * @param life of the log; with it and a number a client that comes back is recognized
 * @param resumed whether what follows goes on from the number that the client gave; if not, the
 *     client is to forget what it has
 * @param number the member in which an entry shows its number, or {@link #NO_NUMBER}: then a client
 *     counts the entries from {@code after} on. Said where it is not {@link #SEQ}
 * @param snapshot the object's whole state at {@code after}, as JSON
 */
public record Welcome(
    long after, long tail, long life, boolean resumed, String number, Optional<String> snapshot) {
  /** The subprotocol by which a client says that it understands control frames. */
  public static final String PROTOCOL = "holdfast.v1";

  /** Where the runtime shows the number of a record. */
  public static final String SEQ = "seq";

  /** Entries are sent as they came and show no number. */
  public static final String NO_NUMBER = "";

  /** Whether the client of a socket that is opening speaks the protocol. */
  public static boolean wanted(Request opening) {
    return opening.headers().all("sec-websocket-protocol").stream()
        .flatMap(offered -> Arrays.stream(offered.split(",", -1)))
        .anyMatch(offered -> offered.strip().equals(PROTOCOL));
  }

  /** As it is sent. */
  public Frame frame() {
    return new Frame.Text(
        "{\"t\":\"welcome\",\"after\":%d,\"tail\":%d,\"life\":%d,\"resumed\":%b%s%s}"
            .formatted(
                after,
                tail,
                life,
                resumed,
                number.equals(SEQ) ? "" : ",\"number\":\"" + number + '"',
                snapshot.map(json -> ",\"snapshot\":" + json).orElse("")));
  }
}
