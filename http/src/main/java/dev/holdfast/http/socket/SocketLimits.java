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
 * @param queueFramesMax messages out that wait for one client: a client that is further behind does
 *     not read and is closed with 1013
 * @param queueBytesMax their bytes; one message always fits
 * @param pageEntries entries of a log read at once for a client that catches up
 * @param attachDeadline how long an accepted client may take to complete the switch
 */
public record SocketLimits(
    int frameBytesMax,
    int framesWaitingMax,
    int bytesWaitingMax,
    int queueFramesMax,
    int queueBytesMax,
    int pageEntries,
    Duration attachDeadline) {

  /** What a node starts with. */
  public static final SocketLimits DEFAULTS =
      new SocketLimits(1 << 20, 64, 2 << 20, 1_024, 4 << 20, 200, Duration.ofSeconds(10));

  public SocketLimits {
    if (framesWaitingMax < 1 || queueFramesMax < 2 || pageEntries < 1 || frameBytesMax < 125) {
      throw new IllegalArgumentException(
          "socket limits too small: framesWaitingMax and pageEntries at least 1, queueFramesMax 2,"
              + " frameBytesMax 125.");
    }
  }
}
