package dev.holdfast.http.socket;

import java.time.Duration;

/**
 * Bounds of WebSockets.
 *
 * @param frameBytesMax one message in: half a stored value, so that it fits with room for framing;
 *     past it the socket is closed with 1009
 * @param framesWaitingMax messages of one socket read but not yet committed; at the bound the edge
 *     stops reading, which the client feels as a full TCP window
 * @param bytesWaitingMax their bytes; one message always fits
 * @param framesUnderWayMax of those, how many are on their way to the object at once
 * @param objectFramesUnderWayMax the same of all sockets of one object, each of which may always
 *     have one: well below what its queue holds, so that no event is turned away for them
 * @param bytesPerSecondMax bytes a second that are read from one socket in the long run; twice as
 *     many at once
 * @param queueFramesMax messages out that wait for one client: for one that is further behind, the
 *     type's rule for slow clients holds
 * @param queueBytesMax their bytes; one message always fits
 * @param heldBytesMax bytes of all messages that wait on the node, in and out, one for many clients
 *     counted once; past it each socket is left with {@value HeldBytes#SHARE} bytes in each
 *     direction, or one message, and a followed log is read an entry at a time; at most a quarter
 *     of the heap counts. Of messages whose end has not come, half as much is taken
 * @param pageEntries entries of a log read at once for a client that catches up
 * @param socketsMax sockets open or opening on the node: fewer than connections, so that requests
 *     still get in; further ones are refused with 503
 * @param attachDeadline how long an accepted client may take to complete the switch
 * @param pingAfter a client that has sent nothing for so long is pinged: often enough for proxies,
 *     which end what is silent for 60 s
 * @param deadAfter a client that has sent nothing for so long, no pong either, has vanished: its
 *     object is told within 45 s
 * @param deflate whether clients that offer {@code permessage-deflate} get and may send messages
 *     compressed: it saves bandwidth and costs time, and lets who can see sizes and have text of
 *     its own put beside a secret guess at that
 */
public record SocketLimits(
    int frameBytesMax,
    int framesWaitingMax,
    int bytesWaitingMax,
    int framesUnderWayMax,
    int objectFramesUnderWayMax,
    int bytesPerSecondMax,
    int queueFramesMax,
    int queueBytesMax,
    long heldBytesMax,
    int pageEntries,
    int socketsMax,
    Duration attachDeadline,
    Duration pingAfter,
    Duration deadAfter,
    boolean deflate) {

  /** What a node starts with. */
  public static final SocketLimits DEFAULTS =
      new SocketLimits(
          1 << 20,
          64,
          2 << 20,
          32,
          512,
          4 << 20,
          1_024,
          4 << 20,
          256 << 20,
          200,
          16_000,
          Duration.ofSeconds(10),
          Duration.ofSeconds(15),
          Duration.ofSeconds(40),
          false);

  public SocketLimits {
    if (framesUnderWayMax < 1 || objectFramesUnderWayMax < 1) {
      throw new IllegalArgumentException(
          "framesUnderWayMax and objectFramesUnderWayMax must be at least 1.");
    }
    if (bytesPerSecondMax < 1 || socketsMax < 1) {
      throw new IllegalArgumentException("bytesPerSecondMax and socketsMax must be at least 1.");
    }
    if (heldBytesMax < 1) {
      throw new IllegalArgumentException("heldBytesMax must be at least 1.");
    }
    if (framesWaitingMax < 1 || queueFramesMax < 2 || pageEntries < 1 || frameBytesMax < 125) {
      throw new IllegalArgumentException(
          "socket limits too small: framesWaitingMax and pageEntries at least 1, queueFramesMax 2,"
              + " frameBytesMax 125.");
    }
    if (pingAfter.compareTo(deadAfter) >= 0) {
      throw new IllegalArgumentException(
          "pingAfter is %s, which leaves no time for an answer before deadAfter, which is %s."
              .formatted(pingAfter, deadAfter));
    }
  }

  /** The bound that holds: {@link #heldBytesMax}, at most a quarter of the heap. */
  public long heldBytes() {
    return Math.min(heldBytesMax, Runtime.getRuntime().maxMemory() / 4);
  }
}
