package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Limits;

/** How large what goes from node to node in one piece may be. */
public final class WireFrames {
  /** The setting of Pekko that it is given by. */
  public static final String SETTING = "pekko.remote.artery.advanced.maximum-frame-size";

  /** Larger ones would be kept in memory a few times over: at both ends, and in buffers between. */
  public static final int BYTES_MAX = 64 << 20;

  /**
   * What may stand around a body: headers, of which the edge takes at most 64 of 8,192 characters,
   * the target of a request, names, and the frame's own header.
   */
  private static final int AROUND_BYTES = 1 << 20;

  private WireFrames() {}

  /**
   * What a node with these limits needs: room for any request, response, value, and page of a log,
   * which as JSON has its bytes in base 64.
   *
   * @return bytes, at most {@link #BYTES_MAX}: what does not fit is refused with an error of its
   *     own
   */
  public static int bytes(Limits limits) {
    long page = Limits.LOG_PAGE_BYTES_MAX * 4L / 3;
    long body =
        Math.max(
            Math.max(limits.requestBytesMax(), limits.responseBytesMax()),
            Math.max(limits.valueBytesMax(), page));
    return (int) Math.min(BYTES_MAX, body + AROUND_BYTES);
  }
}
