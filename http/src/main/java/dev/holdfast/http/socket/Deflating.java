package dev.holdfast.http.socket;

import java.util.zip.Deflater;

/** Compresses the payload of a frame by itself (RFC 7692, 7.2.1). Stateless. */
final class Deflating {
  private static final int COMPRESSED = 0x40;

  /** The end of a flush, which is left out of each message. */
  private static final int LEFT_OUT_BYTES = 4;

  private Deflating() {}

  /** The compressed frame, or the frame itself where that is not shorter. */
  static byte[] frame(byte[] encoded, int payloadStart) {
    int length = encoded.length - payloadStart;
    Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    try {
      deflater.setInput(encoded, payloadStart, length);
      byte[] out = new byte[length];
      int size = deflater.deflate(out, 0, length, Deflater.SYNC_FLUSH);
      // What fills all of the room may not be all of it, and gains nothing anyway.
      return size >= length || size < LEFT_OUT_BYTES
          ? encoded
          : WireFrame.frame((encoded[0] & 0xff) | COMPRESSED, out, size - LEFT_OUT_BYTES);
    } finally {
      deflater.end();
    }
  }
}
