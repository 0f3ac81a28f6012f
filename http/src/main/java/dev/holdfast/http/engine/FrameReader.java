package dev.holdfast.http.engine;

import dev.holdfast.runtime.Frame;
import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of one client (RFC 6455, 5) and puts messages together. It keeps no buffer of
 * the connection: what has come of a message is in an array that grows with it, and between
 * messages it holds nothing.
 */
final class FrameReader {
  /** Frames of one message: browsers send messages of this size in far fewer. */
  static final int FRAGMENTS_MAX = 4_096;

  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  /** Two bytes, eight of length, four of mask. */
  private static final int HEADER_BYTES_MAX = 14;

  private static final int CONTROL_BYTES_MAX = 125;
  private static final int MESSAGE_BYTES_FIRST = 512;
  private static final byte[] NOTHING = new byte[0];
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /** Hears of what was read. */
  interface Listener {
    void message(Frame message);

    /** A message is larger than allowed. What is left of it is dropped as it comes. */
    void tooLarge();

    /** A close, ping or pong, whole. */
    void control(int opcode, byte[] payload);

    long now();
  }

  private final int messageBytesMax;
  private final boolean deflate;
  private final byte[] header = new byte[HEADER_BYTES_MAX];
  private int headerRead;
  private boolean inPayload;
  private long left;
  private int maskAt;
  private byte @Nullable [] control;
  private byte @Nullable [] message;
  private int size;
  private int opcode;
  private boolean compressed;
  private boolean dropping;
  private int fragments;
  private long begun;

  FrameReader(int messageBytesMax, boolean deflate) {
    this.messageBytesMax = messageBytesMax;
    this.deflate = deflate;
  }

  /** When the first byte of the message that is not complete came; 0 without one. */
  long begun() {
    return opcode == 0 ? 0 : begun;
  }

  /** From now on messages are read but not kept. */
  void drop() {
    dropping = true;
    message = null;
  }

  /** Reads up to the end of one frame, or of what is there. Throws {@link BadFrame}. */
  void read(ByteBuf in, Listener listener) {
    if (!inPayload) {
      if (!header(in)) {
        return;
      }
      begin(listener);
    }
    payload(in);
    if (left == 0) {
      inPayload = false;
      headerRead = 0;
      end(listener);
    }
  }

  private boolean header(ByteBuf in) {
    int needed = headerRead < 2 ? 2 : headerBytes();
    while (headerRead < needed) {
      if (!in.isReadable()) {
        return false;
      }
      header[headerRead] = in.readByte();
      headerRead++;
      if (headerRead == 2) {
        requireSound();
        needed = headerBytes();
      }
    }
    return true;
  }

  private int headerBytes() {
    int length = header[1] & 0x7f;
    return 6 + (length == 126 ? 2 : length == 127 ? 8 : 0);
  }

  private boolean isFinal() {
    return (header[0] & 0x80) != 0;
  }

  private int frameOpcode() {
    return header[0] & 0x0f;
  }

  // At the first two bytes, before any that they announce.
  private void requireSound() {
    int kind = frameOpcode();
    boolean isControl = kind >= CLOSE;
    int reserved = header[0] & 0x70;
    boolean begins = kind == TEXT || kind == BINARY;
    if (reserved != 0 && !(reserved == 0x40 && deflate && begins)) {
      throw new BadFrame(BadFrame.PROTOCOL, "a reserved bit is set");
    }
    if ((kind > BINARY && kind < CLOSE) || kind > PONG) {
      throw new BadFrame(BadFrame.PROTOCOL, "the opcode is reserved");
    }
    if ((header[1] & 0x80) == 0) {
      throw new BadFrame(BadFrame.PROTOCOL, "a frame is not masked");
    }
    if (isControl && (!isFinal() || (header[1] & 0x7f) > CONTROL_BYTES_MAX)) {
      throw new BadFrame(BadFrame.PROTOCOL, "a control frame is too long or fragmented");
    }
    if (kind == CONTINUATION && opcode == 0) {
      throw new BadFrame(BadFrame.PROTOCOL, "nothing is there to continue");
    }
    if (begins && opcode != 0) {
      throw new BadFrame(BadFrame.PROTOCOL, "a message begins inside another");
    }
  }

  private void begin(Listener listener) {
    left = length();
    maskAt = 0;
    inPayload = true;
    int kind = frameOpcode();
    if (kind >= CLOSE) {
      control = left == 0 ? NOTHING : new byte[(int) left];
      return;
    }
    if (kind != CONTINUATION) {
      opcode = kind;
      compressed = (header[0] & 0x40) != 0;
      fragments = 0;
      size = 0;
      begun = listener.now();
    }
    fragments++;
    if (!dropping && fragments > FRAGMENTS_MAX) {
      throw new BadFrame(BadFrame.POLICY, "a message has too many frames");
    }
    if (!dropping && size + left > messageBytesMax) {
      drop();
      listener.tooLarge();
    }
  }

  private long length() {
    int length = header[1] & 0x7f;
    if (length < 126) {
      return length;
    }
    int bytes = length == 126 ? 2 : 8;
    long value = 0;
    for (int i = 2; i < 2 + bytes; i++) {
      value = value << 8 | (header[i] & 0xff);
    }
    if (value < 0 || value < (bytes == 2 ? 126 : 0x10000)) {
      throw new BadFrame(BadFrame.PROTOCOL, "a length is not written as short as it can be");
    }
    return value;
  }

  private void payload(ByteBuf in) {
    int bytes = (int) Math.min(left, in.readableBytes());
    if (bytes == 0) {
      return;
    }
    left -= bytes;
    byte[] part = control;
    if (part != null) {
      int at = part.length - (int) left - bytes;
      in.readBytes(part, at, bytes);
      unmask(part, at, bytes);
    } else if (dropping) {
      in.skipBytes(bytes);
    } else {
      byte[] into = room(bytes);
      in.readBytes(into, size, bytes);
      unmask(into, size, bytes);
      size += bytes;
    }
  }

  private byte[] room(int bytes) {
    byte[] known = message == null ? NOTHING : message;
    int needed = size + bytes;
    if (needed > known.length) {
      // Exactly what there will be when this is the last frame, and it is here in full.
      boolean all = isFinal() && left == 0;
      int grown = Math.clamp(2L * known.length, MESSAGE_BYTES_FIRST, messageBytesMax);
      known = Arrays.copyOf(known, all ? needed : Math.max(needed, grown));
      message = known;
    }
    return known;
  }

  private void unmask(byte[] bytes, int from, int count) {
    int maskStart = headerBytes() - 4;
    int i = from;
    int end = from + count;
    if ((maskAt & 3) == 0) {
      int mask = (int) INTS.get(header, maskStart);
      for (; i + 4 <= end; i += 4) {
        INTS.set(bytes, i, (int) INTS.get(bytes, i) ^ mask);
      }
      maskAt += i - from;
    }
    for (; i < end; i++) {
      bytes[i] ^= header[maskStart + (maskAt & 3)];
      maskAt++;
    }
  }

  private void end(Listener listener) {
    byte[] payload = control;
    if (payload != null) {
      control = null;
      listener.control(frameOpcode(), payload);
      return;
    }
    if (!isFinal()) {
      return;
    }
    byte[] whole = message == null ? NOTHING : message;
    int length = size;
    int kind = opcode;
    boolean inflate = compressed;
    message = null;
    size = 0;
    opcode = 0;
    if (!dropping) {
      listener.message(Messages.decode(kind, whole, length, inflate, messageBytesMax));
    }
  }
}
