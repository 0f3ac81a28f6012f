package dev.holdfast.http.engine;

import dev.holdfast.runtime.Frame;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Turns the payload of a message into what it says. Stateless. */
final class Messages {
  /** What a sender leaves out of each message (RFC 7692, 7.2.2). */
  private static final byte[] LEFT_OUT = {0, 0, (byte) 0xff, (byte) 0xff};

  private static final int PART_BYTES = 8_192;

  private Messages() {}

  /** A message was inflated to more than allowed. */
  static final class TooLarge extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLarge() {
      super("an inflated message is too large", null, false, false);
    }
  }

  /** Throws {@link BadFrame} and {@link TooLarge}. */
  static Frame decode(int opcode, byte[] bytes, int length, boolean compressed, int bytesMax) {
    byte[] payload = bytes;
    int size = length;
    if (compressed) {
      payload = inflate(bytes, length, bytesMax);
      size = payload.length;
    }
    if (opcode == FrameReader.TEXT) {
      return new Frame.Text(text(payload, 0, size));
    }
    return new Frame.Binary(payload.length == size ? payload : Arrays.copyOf(payload, size));
  }

  /** Throws {@link BadFrame} where it is not UTF-8. */
  static String text(byte[] bytes, int from, int length) {
    String text = new String(bytes, from, length, StandardCharsets.UTF_8);
    // Only what cannot be read has become U+FFFD, unless the client sent just that.
    if (text.indexOf('\uFFFD') >= 0) {
      try {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, length));
      } catch (CharacterCodingException malformed) {
        throw new BadFrame(BadFrame.NOT_TEXT, "a text is not UTF-8");
      }
    }
    return text;
  }

  // Made for each compressed message: 40 KB outside the heap are too much to keep for a socket.
  private static byte[] inflate(byte[] bytes, int length, int bytesMax) {
    Inflater inflater = new Inflater(true);
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream(Math.min(4 * length + 64, bytesMax));
      byte[] part = new byte[PART_BYTES];
      inflater.setInput(bytes, 0, length);
      drain(inflater, part, out, bytesMax);
      inflater.setInput(LEFT_OUT);
      drain(inflater, part, out, bytesMax);
      return out.toByteArray();
    } catch (DataFormatException malformed) {
      throw new BadFrame(BadFrame.NOT_TEXT, "a message cannot be inflated");
    } finally {
      inflater.end();
    }
  }

  private static void drain(Inflater from, byte[] part, ByteArrayOutputStream out, int bytesMax)
      throws DataFormatException {
    int count = from.inflate(part);
    while (count > 0) {
      out.write(part, 0, count);
      if (out.size() > bytesMax) {
        throw new TooLarge();
      }
      count = from.inflate(part);
    }
  }
}
