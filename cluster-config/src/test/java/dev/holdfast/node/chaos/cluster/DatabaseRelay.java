package dev.holdfast.node.chaos.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * One node's way to the database. While it is cut, what either side sends waits, and neither hears
 * that it does: as packets are lost and sent again. A delay is added to every piece that passes.
 */
public final class DatabaseRelay implements AutoCloseable {
  private static final int BACKLOG = 200;

  /** What is read at once, of one connection and direction. */
  private static final int PIECE_BYTES = 64 * 1024;

  private final InetSocketAddress database;
  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Object gate = new Object();
  private boolean cut;
  private volatile Duration delay = Duration.ZERO;

  DatabaseRelay(String here, InetSocketAddress database) {
    this.database = database;
    try {
      this.server = new ServerSocket(0, BACKLOG, InetAddress.getByName(here));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** Nothing passes until {@link #mend}. */
  public void cut() {
    synchronized (gate) {
      cut = true;
    }
  }

  /** What waited passes. */
  public void mend() {
    synchronized (gate) {
      cut = false;
      gate.notifyAll();
    }
  }

  /** Every piece takes so much longer, in each direction; zero for none. */
  public void delay(Duration each) {
    delay = each;
  }

  /** Connections of a node that is gone; the next one comes to new ones. */
  void forget() {
    open.forEach(DatabaseRelay::end);
  }

  @Override
  public void close() {
    mend();
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      forget();
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket node = server.accept();
        Thread.ofVirtual().start(() -> connect(node));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void connect(Socket node) {
    open.add(node);
    try {
      awaitOpen();
      Socket there = new Socket();
      there.connect(database);
      there.setTcpNoDelay(true);
      node.setTcpNoDelay(true);
      open.add(there);
      Thread.ofVirtual().start(() -> copy(there, node));
      copy(node, there);
    } catch (IOException nobodyThere) {
      forget(node);
    }
  }

  private void copy(Socket from, Socket to) {
    byte[] piece = new byte[PIECE_BYTES];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        awaitOpen();
        long nanos = delay.toNanos();
        if (nanos > 0) {
          LockSupport.parkNanos(nanos);
        }
        out.write(piece, 0, read);
      }
      awaitOpen();
    } catch (IOException ended) {
      // Either side went away.
    } finally {
      forget(from);
      forget(to);
    }
  }

  private void awaitOpen() throws IOException {
    synchronized (gate) {
      while (cut) {
        try {
          gate.wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IOException(e);
        }
      }
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
