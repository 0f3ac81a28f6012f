package dev.holdfast.http.call;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;

/** A server that does to each connection what a test says, however hostile. */
final class RawServer implements AutoCloseable {
  /** What becomes of a connection; it is closed when this returns or throws. */
  @FunctionalInterface
  interface Conduct {
    void on(Socket socket) throws IOException;
  }

  /** Heads of the requests that {@link #head} has read, in order. */
  final List<String> heads = new CopyOnWriteArrayList<>();

  private final ServerSocket listener;
  private final Conduct conduct;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();

  private RawServer(ServerSocket listener, Conduct conduct) {
    this.listener = listener;
    this.conduct = conduct;
    Thread.startVirtualThread(this::accept);
  }

  static RawServer on(String address, Conduct conduct) {
    return on(address, ServerSocketFactory.getDefault(), conduct);
  }

  static RawServer on(String address, ServerSocketFactory sockets, Conduct conduct) {
    try {
      return new RawServer(
          sockets.createServerSocket(0, 200, InetAddress.ofLiteral(address)), conduct);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One that answers each request of each connection with this. */
  static RawServer answering(String address, String answer) {
    RawServer[] self = new RawServer[1];
    self[0] =
        on(
            address,
            socket -> {
              while (!self[0].head(socket).isEmpty()) {
                write(socket, answer);
              }
            });
    return self[0];
  }

  /** One that answers the first request of each connection with this and closes it. */
  static RawServer answeringOnce(String address, String answer) {
    RawServer[] self = new RawServer[1];
    self[0] =
        on(
            address,
            socket -> {
              self[0].head(socket);
              write(socket, answer);
            });
    return self[0];
  }

  int port() {
    return listener.getLocalPort();
  }

  String url(String path) {
    return "http://" + listener.getInetAddress().getHostAddress() + ":" + port() + path;
  }

  int accepted() {
    return accepted.get();
  }

  int open() {
    return open.size();
  }

  /** Waits until every connection that came has ended. */
  void awaitNoneOpen() throws InterruptedException {
    synchronized (open) {
      while (!open.isEmpty()) {
        open.wait();
      }
    }
  }

  /** Reads up to the empty line; empty at the end. */
  String head(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      head.append((char) next);
    }
    heads.add(head.toString());
    return head.toString();
  }

  static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** Until the client closes. */
  static void readForEver(Socket socket) throws IOException {
    while (socket.getInputStream().read() >= 0) {
      // On and on.
    }
  }

  static String ok(String body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  static String redirect(int status, String location) {
    return "HTTP/1.1 %d Moved\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n"
        .formatted(status, location);
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        accepted.incrementAndGet();
        open.add(socket);
        Thread.startVirtualThread(() -> serve(socket));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      conduct.on(socket);
    } catch (IOException gone) {
      // The client closed it, which is what many tests are about.
    } finally {
      synchronized (open) {
        open.remove(socket);
        open.notifyAll();
      }
    }
  }
}
