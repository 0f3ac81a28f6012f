package dev.holdfast.http.socket;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.Headers;
import java.util.Arrays;
import java.util.Optional;

/**
 * What the hub itself tells a client, and the close codes it uses. Clients reconnect on all codes
 * but 1000, 1008 and 4000 to 4999.
 */
final class ControlFrames {

  /** The node restarts; come back (RFC 6455 registry). */
  static final int RESTART = 1012;

  /** Try again later. */
  static final int TRY_LATER = 1013;

  /** The message was too big. */
  static final int TOO_BIG = 1009;

  /** The node or the object failed. */
  static final int FAILED = 1011;

  /** The connection broke without a close frame; never on the wire. */
  static final int BROKEN = 1006;

  /** Why a socket ends whose client does not keep up: it may come back for what it missed. */
  static final String TOO_SLOW =
      "you read too slowly; reconnect and go on after the last number you have";

  /** Why a socket ends for which something was lost between its node and that of its object. */
  static final String MISSED =
      "something for you was lost between two nodes; reconnect and go on after the last number you"
          + " have";

  /** What its opener presented has expired; sign in, then come back. */
  static final int SIGN_IN_EXPIRED = 4401;

  /** The subprotocol by which a client says that it understands what the node tells it. */
  private static final String PROTOCOL = "holdfast.v1";

  private ControlFrames() {}

  /** Whether a client speaks the protocol, by the request with which it opens its socket. */
  static boolean understood(Headers headers) {
    return headers.all("sec-websocket-protocol").stream()
        .flatMap(offered -> Arrays.stream(offered.split(",", -1)))
        .anyMatch(offered -> offered.strip().equals(PROTOCOL));
  }

  /** The code for a client that may be there after all: its socket was given up, it was late. */
  static int onWire(int code) {
    return code == BROKEN ? TRY_LATER : code;
  }

  /** Why a socket ends whose client sent more than that in one message. */
  static String tooBig(int bytesMax) {
    return "a message had more than %d bytes; send smaller ones".formatted(bytesMax);
  }

  /** The object refused a message; it had no effect and the socket stays open. */
  static Frame refused(long number, String detail) {
    return text("refused", "\"frame\":" + number, "detail", detail);
  }

  /**
   * The node restarts: the end that follows is no reason to wait.
   *
   * @param at the URL of another node; empty where clients come back by the same
   */
  static Frame restart(Optional<String> at) {
    StringBuilder json = new StringBuilder("{\"t\":\"restart\"");
    at.ifPresent(url -> {
      json.append(",\"at\":\"");
      JsonStringEncoder.getInstance().quoteAsString(url, json);
      json.append('"');
    });
    return new Frame.Text(json.append('}').toString());
  }

  private static Frame text(String kind, String number, String name, String value) {
    StringBuilder json = new StringBuilder(64 + value.length());
    json.append("{\"t\":\"").append(kind).append("\",").append(number);
    json.append(",\"").append(name).append("\":\"");
    JsonStringEncoder.getInstance().quoteAsString(value, json);
    return new Frame.Text(json.append("\"}").toString());
  }
}
