package dev.holdfast.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client of WebSockets that sends whatever header the test wants; it reads the answer's head. */
final class RawHandshake implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: (\\d+)\r\n");

  final String answer;
  private final Socket socket;

  private RawHandshake(Socket socket, String answer) {
    this.socket = socket;
    this.answer = answer;
  }

  /** Asks at {@code localhost:{port}} to switch. */
  static RawHandshake at(int port, String target, String... headers) {
    return at("GET", port, target, headers);
  }

  /** As {@link #at(int, String, String...)}, by another method. */
  static RawHandshake at(String method, int port, String target, String... headers) {
    StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
    head.append("Host: localhost:").append(port).append("\r\nUpgrade: websocket\r\n");
    head.append("Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n");
    head.append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    try {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
      return new RawHandshake(socket, read(socket.getInputStream()));
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  /** Only what it is answered. */
  static String answer(int port, String target, String... headers) {
    try (RawHandshake handshake = at(port, target, headers)) {
      return handshake.answer;
    }
  }

  int status() {
    return Integer.parseInt(answer.split(" ", 3)[1]);
  }

  private static String read(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    while (!text.toString().endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        return text.toString();
      }
      text.append((char) next);
    }
    Matcher length = LENGTH.matcher(text);
    int body = length.find() ? Integer.parseInt(length.group(1)) : 0;
    return text + new String(in.readNBytes(body), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }
}
