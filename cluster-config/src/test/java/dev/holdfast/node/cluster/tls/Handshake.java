package dev.holdfast.node.cluster.tls;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** Two engines that talk to one another in memory. */
final class Handshake {
  private static final String SAID = "hello";

  /** A handshake takes some ten; more means that neither end goes on. */
  private static final int ROUNDS_MAX = 100;

  private static final int ROOM = 64 * 1024;

  private final End client;
  private final End server;

  private Handshake(SSLEngine client, SSLEngine server) {
    this.client = new End(client);
    this.server = new End(server);
  }

  /**
   * Whether the server gets what the client says. Throws what the client's engine throws, which is
   * what it refuses the server for, or the server it.
   */
  static boolean talks(SSLEngine client, SSLEngine server) throws SSLException {
    return new Handshake(client, server).run();
  }

  private boolean run() throws SSLException {
    for (int i = 0; i < ROUNDS_MAX && server.heard.position() == 0; i++) {
      client.step(server);
      server.step(client);
    }
    server.heard.flip();
    return SAID.equals(StandardCharsets.UTF_8.decode(server.heard).toString());
  }

  private static final class End {
    private final SSLEngine engine;
    private final ByteBuffer arriving = ByteBuffer.allocate(ROOM);
    private final ByteBuffer heard = ByteBuffer.allocate(ROOM);
    private final ByteBuffer toSay;

    End(SSLEngine engine) {
      this.engine = engine;
      this.toSay =
          engine.getUseClientMode() ? StandardCharsets.UTF_8.encode(SAID) : ByteBuffer.allocate(0);
    }

    void step(End other) throws SSLException {
      wrap(other);
      arriving.flip();
      SSLEngineResult result = engine.unwrap(arriving, heard);
      arriving.compact();
      work(result);
      wrap(other);
    }

    private void wrap(End other) throws SSLException {
      work(engine.wrap(toSay, other.arriving));
    }

    private void work(SSLEngineResult result) {
      HandshakeStatus status = result.getHandshakeStatus();
      while (status == HandshakeStatus.NEED_TASK) {
        Runnable task = engine.getDelegatedTask();
        if (task == null) {
          return;
        }
        task.run();
        status = engine.getHandshakeStatus();
      }
    }
  }
}
