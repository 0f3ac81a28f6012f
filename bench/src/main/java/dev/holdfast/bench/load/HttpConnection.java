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

/**
 * One keep-alive connection with one request in flight. Reads of an answer only what counts:
 * status, content-length, and the body when it is a number.
 */
final class HttpConnection implements AutoCloseable {
  private static final int ANSWER_BYTES_MAX = 64 << 10;
  private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);

  private final SocketChannel channel;
  private final byte[] bytes = new byte[ANSWER_BYTES_MAX];
  private final ByteBuffer in = ByteBuffer.wrap(bytes);
  private long sentAt;
  private int bodyAt;
  private int end;

  private HttpConnection(SocketChannel channel) {
    this.channel = channel;
  }

  static HttpConnection open(InetSocketAddress server, Selector selector) throws IOException {
    SocketChannel channel = SocketChannel.open(server);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    HttpConnection connection = new HttpConnection(channel);
    channel.register(selector, SelectionKey.OP_READ, connection);
    return connection;
  }

  void send(byte[] request) throws IOException {
    in.clear();
    end = 0;
    sentAt = System.nanoTime();
    ByteBuffer out = ByteBuffer.wrap(request);
    while (out.hasRemaining()) {
      // A request is far smaller than an empty socket buffer, so this goes round once.
      int _ = channel.write(out);
    }
  }

  /** Reads what is there; true when the answer is complete. */
  boolean receive() throws IOException {
    if (channel.read(in) < 0) {
      throw new EOFException("the server closed the connection");
    }
    if (end == 0 && !readHead()) {
      return false;
    }
    return in.position() >= end;
  }

  private boolean readHead() throws IOException {
    int limit = in.position();
    for (int i = 3; i < limit; i++) {
      if (bytes[i] == '\n'
          && bytes[i - 1] == '\r'
          && bytes[i - 2] == '\n'
          && bytes[i - 3] == '\r') {
        bodyAt = i + 1;
        end = bodyAt + contentLength();
        if (end > ANSWER_BYTES_MAX) {
          throw new IOException("an answer of %d bytes is too large for this load".formatted(end));
        }
        return true;
      }
    }
    return false;
  }

  private int contentLength() throws IOException {
    for (int i = 0; i < bodyAt; i++) {
      if (bytes[i] == '\n' && matches(i + 1)) {
        return (int) number(i + 1 + LENGTH.length);
      }
    }
    throw new IOException("an answer without content-length");
  }

  private boolean matches(int at) {
    for (int i = 0; i < LENGTH.length; i++) {
      // Setting bit 5 makes letters lower case and leaves '-' and ':' as they are.
      if ((bytes[at + i] | 0x20) != LENGTH[i]) {
        return false;
      }
    }
    return true;
  }

  private long number(int at) {
    int i = at;
    while (bytes[i] == ' ') {
      i++;
    }
    long number = 0;
    while (i < in.position() && bytes[i] >= '0' && bytes[i] <= '9') {
      number = number * 10 + bytes[i++] - '0';
    }
    return number;
  }

  boolean isOk() {
    return bytes[9] == '2' && bytes[10] == '0' && bytes[11] == '0';
  }

  String head() {
    return new String(bytes, 0, Math.min(in.position(), 300), StandardCharsets.UTF_8);
  }

  /** The body as a number, 0 when it begins with none. */
  long bodyNumber() {
    return end > bodyAt ? number(bodyAt) : 0;
  }

  long nanos(long now) {
    return now - sentAt;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
