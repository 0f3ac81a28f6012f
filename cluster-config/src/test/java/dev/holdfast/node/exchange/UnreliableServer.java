package dev.holdfast.node.exchange;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Answers a call with its idempotency key, when it does: it also says 503, closes before the answer
 * or in the middle of it, never answers, or answers twice. It counts the calls it got, by their
 * keys. It outlives the node that calls it.
 */
final class UnreliableServer implements AutoCloseable {
  private enum Mood {
    ANSWERS,
    SAYS_503,
    CLOSES,
    BREAKS_OFF,
    HANGS,
    ANSWERS_TWICE
  }

  /** In thirty requests. */
  private static final Map<Mood, Integer> BAD =
      Map.of(
          Mood.SAYS_503,
          3,
          Mood.CLOSES,
          2,
          Mood.BREAKS_OFF,
          2,
          Mood.HANGS,
          1,
          Mood.ANSWERS_TWICE,
          2);

  private static final int ALL = 30;

  /** Longer than a call waits. */
  private static final Duration HANG = Duration.ofSeconds(5);

  private static final int HEAD_MAX = 16 << 10;
  private static final String KEY = "idempotency-key:";
  private static final String LENGTH = "content-length:";

  private final ServerSocket socket;
  private final SplittableRandom random;
  private final Map<String, Integer> seen = new ConcurrentHashMap<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  UnreliableServer(SplittableRandom random) {
    this.random = random;
    try {
      socket = new ServerSocket(0, 1_024, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  URI url() {
    return URI.create("http://127.0.0.1:%d/act".formatted(socket.getLocalPort()));
  }

  /** How often each call came, by its key. */
  Map<String, Integer> seen() {
    return Map.copyOf(seen);
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        open.add(client);
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = new BufferedInputStream(client.getInputStream());
      boolean goesOn = true;
      while (goesOn) {
        String key = key(in);
        if (key.isEmpty()) {
          return;
        }
        int _ = seen.merge(key, 1, Integer::sum);
        goesOn = answer(mood(), key, client.getOutputStream());
      }
    } catch (IOException gone) {
      // The node was killed, or stopped waiting.
    } finally {
      open.remove(client);
    }
  }

  private synchronized Mood mood() {
    int drawn = random.nextInt(ALL);
    for (Mood mood : Mood.values()) {
      drawn -= BAD.getOrDefault(mood, 0);
      if (drawn < 0) {
        return mood;
      }
    }
    return Mood.ANSWERS;
  }

  /** Whether the connection stays open. */
  private static boolean answer(Mood mood, String key, OutputStream out) throws IOException {
    String good = response("200 OK", key);
    switch (mood) {
      case ANSWERS -> write(out, good);
      case SAYS_503 -> write(out, response("503 Service Unavailable", "later"));
      case CLOSES -> {
        return false;
      }
      case BREAKS_OFF -> {
        write(out, good.substring(0, good.length() - key.length()));
        return false;
      }
      case HANGS -> {
        LockSupport.parkNanos(HANG.toNanos());
        return false;
      }
      // In one go: what comes once the next request has left cannot be told from its answer.
      case ANSWERS_TWICE -> write(out, good + good);
    }
    return true;
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private static String response(String status, String body) {
    return "HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s".formatted(status, body.length(), body);
  }

  /** Reads a request; its idempotency key, or nothing at the end. */
  private static String key(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0 || head.length() > HEAD_MAX) {
        return "";
      }
      head.append((char) next);
    }
    in.skipNBytes(Long.parseLong(field(head, LENGTH, "0")));
    return field(head, KEY, "without-key");
  }

  private static String field(CharSequence head, String name, String otherwise) {
    return head.toString()
        .lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name))
        .findFirst()
        .map(line -> line.substring(name.length()).strip())
        .orElse(otherwise);
  }

  @Override
  public void close() {
    try {
      socket.close();
      for (Socket client : open) {
        client.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
