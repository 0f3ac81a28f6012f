package dev.holdfast.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTest {
  private static final String CLIENT = "/assets/holdfast-client.js";

  private static TestEdge edge;

  @BeforeAll
  static void start() {
    edge = TestEdge.open();
  }

  @AfterAll
  static void stop() {
    edge.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/chat",
        "/login",
        "/assets/page.css",
        "/assets/page.js",
        "/assets/chat.css",
        "/assets/chat.js",
        "/assets/holdfast-client.js",
        "/assets/holdfast-connection.js",
        "/assets/holdfast-requests.js",
        "/assets/icon.svg"
      })
  void the_pages_files_forbid_everything_that_is_not_theirs(String path) {
    HttpResponse<String> response = edge.get(path);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-security-policy"))
        .hasValueSatisfying(policy ->
            assertThat(policy)
                .contains("default-src 'none'", "frame-ancestors 'none'")
                .doesNotContain("unsafe"));
    assertThat(response.headers().firstValue("x-content-type-options")).hasValue("nosniff");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/chat", "/login"})
  void no_page_holds_inline_code_or_style_which_the_policy_would_stop(String path) {
    assertThat(edge.get(path).body())
        .doesNotContainPattern("<script>|<style|style=|\\son[a-z]+=|javascript:");
  }

  @Test
  void every_module_that_a_page_imports_is_served_as_a_script() {
    Matcher imported =
        Pattern.compile("from \"([./a-z-]+\\.js)\"")
            .matcher(edge.get("/assets/chat.js").body() + edge.get(CLIENT).body());
    List<String> modules = imported.results().map(match -> match.group(1)).toList();
    assertThat(modules).contains(CLIENT, "./holdfast-connection.js", "./holdfast-requests.js");
    for (String module : modules) {
      HttpResponse<String> response = edge.get("/assets/" + module.replaceFirst(".*/", ""));
      assertThat(response.statusCode()).as(module).isEqualTo(200);
      assertThat(response.headers().firstValue("content-type"))
          .hasValueSatisfying(type -> assertThat(type).startsWith("text/javascript"));
    }
  }

  @Test
  void a_page_without_turns_says_how_to_make_one() {
    assertThat(edge.get("/").body()).contains("curl -X POST", "/objects/counter/");
  }

  @Test
  void a_turn_shows_up_on_the_live_feed_without_asking_again() throws Exception {
    edge.post("/objects/counter/before", "");
    var response =
        edge.http.send(
            edge.request("/api/v1/live").build(), HttpResponse.BodyHandlers.ofInputStream());
    assertThat(response.headers().firstValue("content-type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
    try (BufferedReader events =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      assertThat(next(events, "state")).contains("\"name\":\"before\"", "\"counter\":1");
      edge.post("/objects/counter/after", "");
      assertThat(next(events, "turns")).contains("\"name\":\"after\"").doesNotContain("before");
      assertThat(next(events, "counts")).contains("\"awakeBytes\":42");
    }
  }

  private static String next(BufferedReader events, String name) throws IOException {
    for (String line = events.readLine(); line != null; line = events.readLine()) {
      if (line.equals("event: " + name)) {
        return events.readLine();
      }
    }
    throw new AssertionError("the feed ended before " + name);
  }
}
