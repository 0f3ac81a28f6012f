package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Catalogue;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract from end to end: HTTP in, PostgreSQL below, and back. */
class ContractOverHttpTest {
  private static final int QUEUE_MAX = 4;
  private static final int REQUEST_BYTES_MAX = 1_000;

  @TempDir static Path data;

  private static Node node;
  private static HttpClient http;

  @BeforeAll
  static void start() {
    Map<String, String> flags =
        Map.of(
            "port",
            "0",
            "data",
            data.toString(),
            "limits.queue-events-max",
            "" + QUEUE_MAX,
            "limits.request-bytes-max",
            "" + REQUEST_BYTES_MAX);
    NodeConfig config = NodeConfig.read(flags, Optional.empty());
    node = Node.start(config, Catalogue.of(Probe.TYPE, Probe.HASTY), new Secrets(Map.of()));
    http = HttpClient.newHttpClient();
  }

  @AfterAll
  static void end() {
    http.close();
    node.close();
  }

  @Test
  void reading_a_missing_object_makes_none() throws Exception {
    assertThat(get("missing", "/count").body()).isEqualTo("0");
    assertThat(get("missing", "/exists").body()).isEqualTo("false");
    post("missing", "/add", "");
    assertThat(get("missing", "/exists").body()).isEqualTo("true");
  }

  @Test
  void names_are_compared_as_bytes() throws Exception {
    post("caf%C3%A9", "/add", "");
    assertThat(get("cafe%CC%81", "/count").body()).isEqualTo("0");
    assertThat(get("caf%C3%A9", "/count").body()).isEqualTo("1");
    post("a%2Fb", "/add", "");
    assertThat(get("a%2Fb", "/count").body()).isEqualTo("1");
  }

  @Test
  void a_destroyed_object_begins_anew_with_logs_from_1() throws Exception {
    post("phoenix", "/append", "one");
    post("phoenix", "/append", "two");
    post("phoenix", "/destroy", "");
    assertThat(get("phoenix", "/exists").body()).isEqualTo("false");
    assertThat(post("phoenix", "/append", "three").body()).isEqualTo("1");
    assertThat(get("phoenix", "/lines").body())
        .isEqualTo("{\"lines\":[{\"seq\":1,\"value\":\"three\"}],\"next\":1}");
  }

  @Test
  void a_handler_that_throws_leaves_no_trace_and_its_caller_learns_an_id_only() throws Exception {
    post("thrower", "/add", "");
    HttpResponse<String> answer = post("thrower", "/throw", "");
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).doesNotContain("secret").doesNotContain("IllegalState");
    assertThat(get("thrower", "/count").body()).isEqualTo("1");
  }

  @Test
  void a_handler_that_returns_null_is_answered_500_and_the_object_goes_on() throws Exception {
    assertThat(post("nobody", "/null", "").statusCode()).isEqualTo(500);
    assertThat(post("nobody", "/add", "").body()).isEqualTo("1");
  }

  @Test
  void a_refusal_is_answered_409_with_its_reason() throws Exception {
    HttpResponse<String> answer = post("refuser", "/refuse", "");
    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
    assertThat(answer.body()).contains("Empty it first.");
  }

  @Test
  void a_value_over_the_limit_is_answered_413_and_not_kept() throws Exception {
    assertThat(post("large", "/large", "").statusCode()).isEqualTo(413);
    assertThat(get("large", "/exists").body()).isEqualTo("false");
  }

  @Test
  void a_body_over_the_limit_that_the_node_was_given_is_answered_413() throws Exception {
    assertThat(post("bounded", "/append", "x".repeat(REQUEST_BYTES_MAX)).body()).isEqualTo("1");
    HttpResponse<String> answer = post("bounded", "/append", "x".repeat(REQUEST_BYTES_MAX + 1));
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).contains("more than the " + REQUEST_BYTES_MAX + " bytes");
    assertThat(post("bounded", "/append", "short").body()).isEqualTo("2");
  }

  @Test
  void a_handler_past_its_deadline_is_answered_504_and_the_object_goes_on() throws Exception {
    URI spinner = URI.create(node.url() + "/objects/hasty/spinner");
    assertThat(post(spinner, "/add").body()).isEqualTo("1");
    assertThat(post(spinner, "/spin").statusCode()).isEqualTo(504);
    assertThat(post(spinner, "/add").body()).isEqualTo("2");
  }

  @Test
  void a_full_queue_is_answered_503_with_retry_after_and_nothing_queued_is_lost() throws Exception {
    Probe.release = new CountDownLatch(1);
    CompletableFuture<HttpResponse<String>> held = send(request("busy", "/held", ""));
    Probe.HELD.acquire();
    List<CompletableFuture<HttpResponse<String>>> more = new ArrayList<>();
    for (int i = 0; i < QUEUE_MAX + 3; i++) {
      more.add(send(request("busy", "/add", "")));
    }
    CompletableFuture.anyOf(more.toArray(CompletableFuture[]::new)).join();
    Probe.release.countDown();
    List<HttpResponse<String>> answers = more.stream().map(CompletableFuture::join).toList();
    assertThat(held.join().statusCode()).isEqualTo(200);
    List<HttpResponse<String>> turnedAway =
        answers.stream().filter(answer -> answer.statusCode() == 503).toList();
    assertThat(turnedAway).isNotEmpty();
    assertThat(turnedAway)
        .allSatisfy(answer -> assertThat(answer.headers().firstValue("retry-after")).isPresent());
    long done = 1 + answers.stream().filter(answer -> answer.statusCode() == 200).count();
    assertThat(get("busy", "/count").body()).isEqualTo("" + done);
  }

  @Test
  void a_repeat_with_the_same_key_gets_the_first_answer_and_takes_no_second_effect()
      throws Exception {
    assertThat(keyed("repeated", "order-1", "a").body()).isEqualTo("1");
    assertThat(keyed("repeated", "order-2", "b").body()).isEqualTo("2");
    assertThat(keyed("repeated", "order-1", "a").body()).isEqualTo("1");
    assertThat(keyed("repeated", "order-1", "other").statusCode()).isEqualTo(422);
    assertThat(get("repeated", "/count").body()).isEqualTo("2");
  }

  @Test
  void an_object_that_slept_is_as_it_was() throws Exception {
    post("sleeper", "/add", "");
    post("sleeper", "/append", "line");
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (awake() > 0 && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(awake()).isZero();
    assertThat(post("sleeper", "/add", "").body()).isEqualTo("2");
    assertThat(get("sleeper", "/lines").body()).contains("\"line\"");
  }

  @Test
  void two_hundred_callers_at_once_are_each_counted_once() throws Exception {
    int callers = 200;
    List<CompletableFuture<String>> answers = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      answers.add(retried(request("crowd", "/add", ""), callers));
    }
    assertThat(answers.stream().map(CompletableFuture::join).distinct()).hasSize(callers);
    assertThat(get("crowd", "/count").body()).isEqualTo("" + callers);
  }

  @Test
  void events_that_wait_for_a_busy_object_are_committed_as_one() throws Exception {
    post("shared", "/add", "");
    Probe.release = new CountDownLatch(1);
    CompletableFuture<HttpResponse<String>> held = send(request("shared", "/held", ""));
    Probe.HELD.acquire();
    double before = metric("holdfast_commits_total ");
    int tooMany = 3;
    List<CompletableFuture<HttpResponse<String>>> more = new ArrayList<>();
    for (int i = 0; i < QUEUE_MAX + tooMany; i++) {
      more.add(send(request("shared", "/add", "")));
    }
    // Once so many were turned away the queue is full of the others.
    while (more.stream().filter(CompletableFuture::isDone).count() < tooMany) {
      Thread.onSpinWait();
    }
    Probe.release.countDown();
    assertThat(held.join().body()).isEqualTo("2");
    assertThat(more.stream().map(CompletableFuture::join).filter(a -> a.statusCode() == 200))
        .extracting(HttpResponse::body)
        .containsExactlyInAnyOrder("3", "4", "5", "6");
    assertThat(metric("holdfast_commits_total ") - before).isEqualTo(2);
  }

  /** 503 means that nothing was done: it may be sent again. */
  private static CompletableFuture<String> retried(HttpRequest request, int attempts) {
    return send(request)
        .thenCompose(answer ->
            answer.statusCode() == 503 && attempts > 0
                ? retried(request, attempts - 1)
                : CompletableFuture.completedFuture(answer.body()));
  }

  private static long awake() throws IOException, InterruptedException {
    return (long) metric("holdfast_objects_awake{type=\"probe\"}");
  }

  private static double metric(String begin) throws IOException, InterruptedException {
    HttpResponse<String> metrics =
        http.send(
            HttpRequest.newBuilder(URI.create(node.url() + "/metrics")).build(),
            HttpResponse.BodyHandlers.ofString());
    return metrics
        .body()
        .lines()
        .filter(line -> line.startsWith(begin))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + begin + " in " + metrics.body()));
  }

  private static HttpResponse<String> get(String name, String path)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(url(name, path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(String name, String path, String body)
      throws IOException, InterruptedException {
    return http.send(request(name, path, body), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(URI object, String path)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(object + path))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> keyed(String name, String key, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url(name, "/add"))
            .header("idempotency-key", key)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static CompletableFuture<HttpResponse<String>> send(HttpRequest request) {
    return http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest request(String name, String path, String body) {
    return HttpRequest.newBuilder(url(name, path))
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private static URI url(String name, String path) {
    return URI.create(node.url() + "/objects/probe/" + name + path);
  }
}
