package dev.holdfast.node.packaged;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An address that stays the same while the node behind it is cut off, killed and started again on
 * another port.
 */
public final class Relay implements AutoCloseable {
  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile URI target;

  /** A relay to a node. */
  public Relay(URI target) {
    this.target = target;
    try {
      this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /** Ends every connection without a word, as a network does that goes away. */
  public void cut() {
    open.forEach(Relay::end);
  }

  /** Where connections lead from now on. */
  public void leadTo(URI other) {
    target = other;
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      cut();
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Thread.ofVirtual().start(() -> connect(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void connect(Socket client) {
    open.add(client);
    try {
      Socket node = new Socket(target.getHost(), target.getPort());
      open.add(node);
      Thread.ofVirtual().start(() -> copy(node, client));
      copy(client, node);
    } catch (IOException nobodyThere) {
      forget(client);
    }
  }

  private void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException cut) {
      // As it is meant to be.
    } finally {
      forget(from);
      forget(to);
    }
  }

  private void forget(Socket socket) {
    open.remove(socket);
    end(socket);
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException gone) {
      // Nothing is left of it.
    }
  }
}
