package dev.holdfast.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A WebSocket client that sends whatever a test says, however wrong, byte by byte. */
final class WireClient implements AutoCloseable {
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  private static final byte[] MASK = {0x37, (byte) 0xfa, 0x21, 0x3d};

  /** A frame of the node, its payload unmasked. */
  record Received(boolean last, int reserved, int opcode, byte[] payload) {
    String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }

    int closeCode() {
      assertThat(opcode).as("a close, not '%s'", text()).isEqualTo(CLOSE);
      return (payload[0] & 0xff) << 8 | (payload[1] & 0xff);
    }

    String closeReason() {
      return new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
    }
  }

  final Socket socket = new Socket();
  final DataInputStream in;
  String answer = "";

  private WireClient(TestEdge edge, int receiveBytes) throws IOException {
    if (receiveBytes > 0) {
      socket.setReceiveBufferSize(receiveBytes);
    }
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(20_000);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), edge.edge.port()));
    in = new DataInputStream(socket.getInputStream());
  }

  static WireClient open(TestEdge edge, String path, String... headers) throws IOException {
    WireClient client = new WireClient(edge, 0);
    client.handshake(path, headers);
    assertThat(client.answer).startsWith("HTTP/1.1 101");
    return client;
  }

  /** With a small window, so that what is not read soon fills it. */
  static WireClient narrow(TestEdge edge, String path) throws IOException {
    WireClient client = new WireClient(edge, 4_096);
    client.handshake(path);
    assertThat(client.answer).startsWith("HTTP/1.1 101");
    return client;
  }

  private void handshake(String path, String... headers) throws IOException {
    StringBuilder head = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n");
    head.append("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n");
    head.append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    raw(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    while (!read.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
      read.write(in.readByte());
    }
    answer = read.toString(StandardCharsets.US_ASCII);
  }

  void raw(byte... bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  void raw(int... bytes) throws IOException {
    byte[] all = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      all[i] = (byte) bytes[i];
    }
    raw(all);
  }

  void say(String text) throws IOException {
    raw(frame(0x80 | TEXT, text.getBytes(StandardCharsets.UTF_8)));
  }

  void send(int first, byte... payload) throws IOException {
    raw(frame(first, payload));
  }

  void close(int code) throws IOException {
    send(0x80 | CLOSE, (byte) (code >> 8), (byte) code);
  }

  /** A masked frame. */
  static byte[] frame(int first, byte... payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(header(first, payload.length));
    for (int i = 0; i < payload.length; i++) {
      out.write(payload[i] ^ MASK[i & 3]);
    }
    return out.toByteArray();
  }

  /** All of a masked frame but its payload. */
  static byte[] header(int first, long length) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(first);
    int bytes = length < 126 ? 0 : length < 0x10000 ? 2 : 8;
    out.write(0x80 | (bytes == 0 ? (int) length : bytes == 2 ? 126 : 127));
    for (int i = bytes - 1; i >= 0; i--) {
      out.write((int) (length >> (8 * i)));
    }
    out.writeBytes(MASK);
    return out.toByteArray();
  }

  Received next() throws IOException {
    int first = in.readUnsignedByte();
    int second = in.readUnsignedByte();
    assertThat(second & 0x80).as("a server does not mask").isZero();
    long length = second & 0x7f;
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = in.readLong();
    }
    byte[] payload = new byte[(int) length];
    in.readFully(payload);
    return new Received((first & 0x80) != 0, first & 0x70, first & 0x0f, payload);
  }

  /** The code of the close that comes next but for pings and messages. */
  int closeCode() throws IOException {
    Received next = next();
    while (next.opcode() != CLOSE) {
      next = next();
    }
    return next.closeCode();
  }

  /** Whether nothing but the end of the connection comes. */
  boolean ended() {
    try {
      return in.read() < 0;
    } catch (IOException reset) {
      return reset.getMessage() == null || !reset.getMessage().contains("timed out");
    }
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(all::writeBytes);
    return all.toByteArray();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
