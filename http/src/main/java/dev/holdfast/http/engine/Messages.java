package dev.holdfast.http.engine;

import dev.holdfast.runtime.Frame;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Turns the payload of a message into what it says. Stateless. */
final class Messages {
  /** What a sender leaves out of each message (RFC 7692, 7.2.2). */
  private static final byte[] LEFT_OUT = {0, 0, (byte) 0xff, (byte) 0xff};

  private static final int PART_BYTES = 8_192;

  private Messages() {}

  /** Throws {@link BadFrame}. */
  static Frame decode(boolean isText, byte[] bytes, boolean compressed, int bytesMax) {
    byte[] payload = compressed ? inflate(bytes, bytesMax) : bytes;
    return isText ? new Frame.Text(text(payload)) : new Frame.Binary(payload);
  }

  private static String text(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    // Only what cannot be read has become U+FFFD, unless the client sent just that.
    if (text.indexOf('\uFFFD') >= 0) {
      try {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      } catch (CharacterCodingException malformed) {
        throw new BadFrame(BadFrame.NOT_TEXT, "a text is not UTF-8");
      }
    }
    return text;
  }

  // Made for each compressed message: 40 KB outside the heap are too much to keep for a socket.
  private static byte[] inflate(byte[] bytes, int bytesMax) {
    Inflater inflater = new Inflater(true);
    try {
      ByteArrayOutputStream out =
          new ByteArrayOutputStream(Math.min(4 * bytes.length + 64, bytesMax));
      byte[] part = new byte[PART_BYTES];
      inflater.setInput(bytes);
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
        throw new BadFrame(BadFrame.TOO_BIG, "an inflated message is too large");
      }
      count = from.inflate(part);
    }
  }
}
