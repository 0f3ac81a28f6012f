package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Catalogue;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What callers meet at an object and at a node that are full, and what others do not feel. */
class OverloadOverHttpTest {
  private static final int QUEUE_MAX = 4;

  /** Sleeping cannot keep up past 1.25 times this: five are let in. */
  private static final int AWAKE_MAX = 4;

  private static final int LET_IN = 5;

  @TempDir static Path data;

  private static RunningNode node;

  @BeforeAll
  static void start() {
    Map<String, String> flags =
        Map.of(
            "limits.queue-events-max", "" + QUEUE_MAX,
            "limits.awake-objects-max", "" + AWAKE_MAX,
            "handler-threads", "" + (LET_IN + 2));
    node = RunningNode.start(data, Catalogue.of(Probe.TYPE), flags, Map.of());
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @BeforeEach
  void nothing_is_awake() {
    Probe.release = new CountDownLatch(1);
    awaitNothingAwake();
  }

  @AfterEach
  void letGo() {
    Probe.release.countDown();
  }

  private static void awaitNothingAwake() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (node.metric("holdfast_objects_awake{type=\"probe\"}") > 0) {
      assertThat(System.nanoTime()).as("asleep").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private static CompletableFuture<HttpResponse<String>> hold(String name)
      throws InterruptedException {
    var held = node.postLater("/objects/probe/" + name + "/held", "");
    assertThat(Probe.HELD.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
    return held;
  }

  private static void assertOverloaded(HttpResponse<String> answer, String why) {
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("urn:holdfast:problem:overloaded", why);
    assertThat(answer.headers().firstValue("retry-after")).hasValue("1");
  }

  @Test
  void an_object_that_is_full_turns_callers_away_at_once_and_others_answer_meanwhile()
      throws Exception {
    var held = hold("hot");
    List<CompletableFuture<HttpResponse<String>>> more = new ArrayList<>();
    int tooMany = 3;
    for (int i = 0; i < QUEUE_MAX + tooMany; i++) {
      more.add(node.postLater("/objects/probe/hot/add", ""));
    }
    // Once so many were turned away its queue is full of the others, and stays so.
    while (more.stream().filter(CompletableFuture::isDone).count() < tooMany) {
      Thread.onSpinWait();
    }
    for (int i = 1; i <= 20; i++) {
      assertThat(node.post("/objects/probe/other/add", "").body()).isEqualTo("" + i);
    }
    assertThat(held).isNotDone();
    for (var answer : more) {
      if (answer.isDone()) {
        assertOverloaded(answer.join(), "this object's queue is full");
      }
    }
    Probe.release.countDown();
    assertThat(held.join().body()).isEqualTo("1");
    assertThat(more.stream().filter(answer -> answer.join().statusCode() == 200))
        .hasSize(QUEUE_MAX);
  }

  @Test
  void a_node_that_is_full_turns_away_who_asks_for_more_objects_and_answers_those_it_has()
      throws Exception {
    List<CompletableFuture<HttpResponse<String>>> held = new ArrayList<>();
    for (int i = 0; i < LET_IN; i++) {
      held.add(hold("awake-" + i));
    }
    assertOverloaded(
        node.post("/objects/probe/one-more/add", ""), "this node has no room for more objects");
    assertThat(node.get("/ready").statusCode()).isEqualTo(200);
    Probe.release.countDown();
    held.forEach(one -> assertThat(one.join().body()).isEqualTo("1"));
    awaitNothingAwake();
    assertThat(node.post("/objects/probe/one-more/add", "").body()).isEqualTo("1");
  }
}
