package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Catalogue;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a whole node shows of its calls, and what it keeps from its objects. */
class CallsOverHttpTest {
  private static final String TOKEN = "123456:s3cr3t-of-the-bot";

  @TempDir static Path data;

  private static RunningNode node;

  @BeforeAll
  static void start() {
    node =
        RunningNode.start(
            data,
            Catalogue.of(Probe.TYPE),
            Map.of("settings.own", "shown"),
            Map.of(
                "TELEGRAM_BOT_TOKEN", TOKEN, "PROCESS_URL", "https://process.example/key-s3cr3t"));
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static String setting(String name) {
    return node.post("/objects/probe/one/setting", name).body();
  }

  @Test
  void an_object_reads_the_settings_of_the_configuration() {
    assertThat(setting("own")).isEqualTo("shown");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TELEGRAM_BOT_TOKEN",
        "HOLDFAST_DB_PASSWORD",
        "PROCESS_URL",
        "TELEGRAM_API_URL",
        "PATH"
      })
  void an_object_reads_neither_secrets_nor_the_environment(String name) {
    assertThat(setting(name)).isEqualTo("none");
  }

  @Test
  void metrics_show_calls_and_local_work() {
    for (String name :
        new String[] {
          "holdfast_calls_running ",
          "holdfast_calls_waiting ",
          "holdfast_calls_answered_total ",
          "holdfast_work_running ",
          "holdfast_work_stuck "
        }) {
      assertThat(node.metric(name)).as(name).isZero();
    }
  }
}
