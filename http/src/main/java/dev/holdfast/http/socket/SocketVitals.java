package dev.holdfast.http.socket;

import java.util.Map;

/**
 * What a hub counted of the sockets of one type of objects since the node started.
 *
 * @param type name of the type; empty for types that the node does not know
 * @param open how many are open or opening now
 * @param framesIn messages that clients sent, those answered by the node included
 * @param framesOut messages given to connections
 * @param framesDropped messages dropped by the type's rule for slow clients
 * @param slow sockets ended because their client read too slowly
 * @param throttled times that a client was not read from because it sent too fast
 * @param logPages pages of logs read for clients that catch up
 * @param closed sockets that ended, by how
 */
public record SocketVitals(
    String type,
    long open,
    long framesIn,
    long framesOut,
    long framesDropped,
    long slow,
    long throttled,
    long logPages,
    Map<Ending, Long> closed) {

  /** Kinds of close codes (RFC 6455, 7.4). */
  public enum Ending {
    /** As intended: 1000, 1001. */
    NORMAL,
    /** Without a word, or refused before it was open: 1005, 1006, 1015. */
    BROKEN,
    /** For what the other side did: 1002, 1003, 1007 to 1010. */
    REFUSED,
    /** For what happened on a server: 1011 to 1014. */
    SERVER,
    /** By an application: 3000 to 4999. */
    APPLICATION,
    /** By a number that is none of these. */
    OTHER;

    static Ending of(int code) {
      return switch (code) {
        case 1000, 1001 -> NORMAL;
        case 1005, 1006, 1015 -> BROKEN;
        case 1002, 1003, 1007, 1008, 1009, 1010 -> REFUSED;
        case 1011, 1012, 1013, 1014 -> SERVER;
        default -> code >= 3000 && code <= 4999 ? APPLICATION : OTHER;
      };
    }
  }
}
