package dev.holdfast.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One WebSocket of a load. Reads whole, unmasked frames without extensions, which is what a server
 * sends that was offered none, and holds no buffer while nothing is on its way.
 *
 * <p>Thread rule: confined to its loop's thread.
 */
public final class LoadSocket {
  private static final byte[] NONE = {};

  /** An answer to an upgrade is some 200 bytes. */
  private static final int HEAD_BYTES_MAX = 8 << 10;

  /** What a server that stopped reading may leave with us; past it the load is at fault. */
  private static final int UNSENT_BYTES_MAX = 16 << 20;

  /** Any key masks; a random one for each frame would cost and show nothing. */
  private static final byte[] MASK = {0x5a, 0x17, (byte) 0xc3, 0x2e};

  private static final int OPCODE_TEXT = 1;
  private static final int OPCODE_CLOSE = 8;
  private static final int OPCODE_PING = 9;
  private static final int OPCODE_PONG = 10;
  private static final int FINAL = 0x80;

  private static final int CODE_NONE = 1005;
  private static final int CODE_BROKEN = 1006;

  private enum State {
    OPENING,
    OPEN,
    CLOSED
  }

  private final int number;
  private final SocketChannel channel;
  private final SelectionKey key;
  private State state = State.OPENING;
  private byte[] partial = NONE;
  private byte[] unsent = NONE;

  private LoadSocket(int number, SocketChannel channel, Selector selector) throws IOException {
    this.number = number;
    this.channel = channel;
    this.key = channel.register(selector, SelectionKey.OP_READ, this);
  }

  static LoadSocket connect(int number, InetSocketAddress server, String path, Selector selector)
      throws IOException {
    SocketChannel channel = SocketChannel.open(server);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    LoadSocket socket = new LoadSocket(number, channel, selector);
    String request =
        """
        GET %s HTTP/1.1\r
        Host: %s:%d\r
        Upgrade: websocket\r
        Connection: Upgrade\r
        Sec-WebSocket-Version: 13\r
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
        \r
        """
            .formatted(path, server.getHostString(), server.getPort());
    socket.write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /** Its place among those that were opened together, from 0. */
  public int number() {
    return number;
  }

  /** Sends a text of at most 125 bytes of UTF-8. */
  public void send(byte[] text) throws IOException {
    write(frame(OPCODE_TEXT, text, 0, text.length));
  }

  private static byte[] frame(int opcode, byte[] bytes, int from, int length) {
    if (length > 125) {
      throw new IllegalArgumentException("a load sends at most 125 bytes, not " + length);
    }
    byte[] frame = new byte[2 + MASK.length + length];
    frame[0] = (byte) (FINAL | opcode);
    frame[1] = (byte) (0x80 | length);
    System.arraycopy(MASK, 0, frame, 2, MASK.length);
    for (int i = 0; i < length; i++) {
      frame[2 + MASK.length + i] = (byte) (bytes[from + i] ^ MASK[i & 3]);
    }
    return frame;
  }

  private void write(byte[] bytes) throws IOException {
    byte[] all = bytes;
    if (unsent.length > 0) {
      all = Arrays.copyOf(unsent, unsent.length + bytes.length);
      System.arraycopy(bytes, 0, all, unsent.length, bytes.length);
    }
    ByteBuffer out = ByteBuffer.wrap(all);
    int _ = channel.write(out);
    unsent = out.hasRemaining() ? Arrays.copyOfRange(all, out.position(), all.length) : NONE;
    if (unsent.length > UNSENT_BYTES_MAX) {
      throw new IOException("the server does not read from socket " + number);
    }
    int write = out.hasRemaining() ? SelectionKey.OP_WRITE : 0;
    if (key.interestOps() != (SelectionKey.OP_READ | write)) {
      key.interestOps(SelectionKey.OP_READ | write);
    }
  }

  /** Writes what is left, reads what is there, and hands on what is whole. */
  void ready(byte[] bytes, SocketLoop.Listener listener) throws IOException {
    if (key.isWritable()) {
      write(NONE);
    }
    if (key.isReadable()) {
      receive(bytes, listener);
    }
  }

  private void receive(byte[] bytes, SocketLoop.Listener listener) throws IOException {
    System.arraycopy(partial, 0, bytes, 0, partial.length);
    int room = bytes.length - partial.length;
    int read = channel.read(ByteBuffer.wrap(bytes, partial.length, room));
    if (read < 0) {
      end(CODE_BROKEN, "", listener);
      return;
    }
    int limit = partial.length + read;
    long now = System.nanoTime();
    int at = state == State.OPENING ? readHead(bytes, limit, listener) : 0;
    for (int next = at; state == State.OPEN; at = next) {
      next = readFrame(bytes, at, limit, now, listener);
      if (next == at) {
        break;
      }
    }
    if (at == 0 && limit == bytes.length) {
      throw new IOException("a frame of more than %d bytes".formatted(bytes.length));
    }
    partial = at == limit ? NONE : Arrays.copyOfRange(bytes, at, limit);
  }

  private int readHead(byte[] bytes, int limit, SocketLoop.Listener listener) throws IOException {
    for (int i = 3; i < limit; i++) {
      if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n') {
        String head = new String(bytes, 0, i, StandardCharsets.US_ASCII);
        if (!head.startsWith("HTTP/1.1 101")) {
          throw new IOException("socket %d was refused: %s".formatted(number, head));
        }
        state = State.OPEN;
        listener.opened(this);
        return i + 1;
      }
    }
    if (limit > HEAD_BYTES_MAX) {
      throw new IOException(
          "no end of the head: " + new String(bytes, 0, 200, StandardCharsets.US_ASCII));
    }
    return 0;
  }

  /** Handles the frame at {@code at}; the place after it, or {@code at} when it is not whole. */
  private int readFrame(byte[] bytes, int at, int limit, long now, SocketLoop.Listener listener)
      throws IOException {
    if (limit - at < 2) {
      return at;
    }
    int length = bytes[at + 1] & 0x7f;
    int from = at + 2;
    if (length == 126) {
      from = at + 4;
      length = limit < from ? Integer.MAX_VALUE : number(bytes, at + 2);
    } else if (length == 127) {
      throw new EOFException("socket %d: a frame of more than 64 KB".formatted(number));
    }
    if (limit - from < length) {
      return at;
    }
    handle(bytes[at] & 0xff, bytes, from, length, now, listener);
    return from + length;
  }

  private void handle(
      int first, byte[] bytes, int from, int length, long now, SocketLoop.Listener listener)
      throws IOException {
    switch (first) {
      case FINAL | OPCODE_TEXT -> listener.text(this, bytes, from, length, now);
      case FINAL | OPCODE_PING -> write(frame(OPCODE_PONG, bytes, from, length));
      case FINAL | OPCODE_PONG -> {}
      case FINAL | OPCODE_CLOSE -> {
        int code = length < 2 ? CODE_NONE : number(bytes, from);
        int skip = Math.min(2, length);
        end(code, new String(bytes, from + skip, length - skip, StandardCharsets.UTF_8), listener);
      }
      default ->
          throw new IOException("socket %d: a frame that begins with %x".formatted(number, first));
    }
  }

  private static int number(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
  }

  private void end(int code, String reason, SocketLoop.Listener listener) throws IOException {
    state = State.CLOSED;
    channel.close();
    listener.closed(this, code, reason);
  }

  /** Closes without a word more than a close frame. */
  void close() throws IOException {
    if (state == State.OPEN) {
      state = State.CLOSED;
      write(frame(OPCODE_CLOSE, new byte[] {0x03, (byte) 0xe8}, 0, 2));
    }
    channel.close();
  }
}
