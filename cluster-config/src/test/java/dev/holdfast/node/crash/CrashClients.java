package dev.holdfast.node.crash;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** The clients of one round: each with one request in flight, until the node is gone. */
final class CrashClients {
  private static final Duration REQUEST_MAX = Duration.ofSeconds(40);
  private static final Duration RETRY_PAUSE = Duration.ofMillis(50);

  /** More than there are clients, so that most of them have had one. */
  private static final int ANSWERS_FIRST = 100;

  private static final Duration FINISH_MAX = Duration.ofMinutes(2);
  private static final int OK = 200;

  private final HttpClient http;
  private final int round;
  private final URI first;
  private final CountDownLatch restarted = new CountDownLatch(1);
  private final CountDownLatch answered = new CountDownLatch(ANSWERS_FIRST);
  private final List<Thread> clients = new ArrayList<>();
  private final AtomicLong plainSent = new AtomicLong();
  private final AtomicLong plainAcknowledged = new AtomicLong();
  private final AtomicLong keyedSent = new AtomicLong();
  private final AtomicLong keys = new AtomicLong();
  private volatile URI second;

  CrashClients(HttpClient http, int round, URI node) {
    this.http = http;
    this.round = round;
    this.first = node;
    this.second = node;
  }

  /** Every other client sends keyed requests. */
  void start(int count, int counters) {
    for (int i = 0; i < count; i++) {
      int client = i;
      Runnable work =
          i % 2 == 0
              ? () -> sendPlain(plainCounter(client / 2 % counters))
              : () -> sendKeyed(keyedCounter(client / 2 % counters), client);
      clients.add(Thread.ofVirtual().start(work));
    }
  }

  /** Waits until the node is well in use. */
  void awaitAnswers(Duration most) throws InterruptedException {
    if (!answered.await(most.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("the node did not answer the clients in " + most);
    }
  }

  String plainCounter(int number) {
    return "crash-%d-plain-%d".formatted(round, number);
  }

  String keyedCounter(int number) {
    return "crash-%d-keyed-%d".formatted(round, number);
  }

  /** Ends with the first request that is not acknowledged: nobody knows what became of it. */
  private void sendPlain(String counter) {
    boolean acknowledged = true;
    while (acknowledged) {
      plainSent.incrementAndGet();
      acknowledged = post(first, counter, "");
      plainAcknowledged.addAndGet(acknowledged ? 1 : 0);
      answered.countDown();
    }
  }

  /** Ends once a request that the kill has interrupted is acknowledged by the next node. */
  private void sendKeyed(String counter, int client) {
    boolean interrupted = false;
    for (int i = 0; !interrupted; i++) {
      String key = "%d-%d-%d".formatted(round, client, i);
      keyedSent.incrementAndGet();
      interrupted = !post(first, counter, key);
      if (interrupted) {
        repeat(counter, key);
      }
      keys.incrementAndGet();
    }
  }

  private void repeat(String counter, String key) {
    try {
      restarted.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    do {
      keyedSent.incrementAndGet();
      LockSupport.parkNanos(RETRY_PAUSE.toNanos());
    } while (!post(second, counter, key) && !Thread.currentThread().isInterrupted());
  }

  private boolean post(URI node, String counter, String key) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(node.resolve("/objects/counter/" + counter))
            .timeout(REQUEST_MAX)
            .POST(HttpRequest.BodyPublishers.noBody());
    if (!key.isEmpty()) {
      request.header("Idempotency-Key", key);
    }
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString()).statusCode() == OK;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Lets the keyed requests that are open be repeated at this node, and waits for all clients. */
  void finish(URI node) throws InterruptedException {
    second = node;
    restarted.countDown();
    long until = System.nanoTime() + FINISH_MAX.toNanos();
    for (Thread client : clients) {
      if (!client.join(Duration.ofNanos(Math.max(1, until - System.nanoTime())))) {
        clients.forEach(Thread::interrupt);
        throw new IllegalStateException(
            "a client still has no answer %s after the restart".formatted(FINISH_MAX));
      }
    }
  }

  long plainSent() {
    return plainSent.get();
  }

  long plainAcknowledged() {
    return plainAcknowledged.get();
  }

  long keyedSent() {
    return keyedSent.get();
  }

  long keys() {
    return keys.get();
  }
}
