package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallNamesTest {
  private static final Set<String> LISTED = Set.of("TELEGRAM_BOT_TOKEN");

  private static CallNames names(Map<String, String> environment, Map<String, String> settings) {
    return CallNames.of(new Secrets(environment), LISTED, settings);
  }

  @Test
  void a_call_gets_the_secrets_on_the_list_and_no_others() {
    CallNames names =
        names(
            Map.of(
                "TELEGRAM_BOT_TOKEN", "123:abc",
                "TELEGRAM_WEBHOOK_SECRET", "s3cr3t",
                "HOLDFAST_API_TOKEN", "s3cr3t",
                "HOLDFAST_DB_PASSWORD", "s3cr3t",
                "PATH", "/bin"),
            Map.of());
    assertThat(names.secret("TELEGRAM_BOT_TOKEN")).contains("123:abc");
    for (String other :
        new String[] {
          "TELEGRAM_WEBHOOK_SECRET", "HOLDFAST_API_TOKEN", "HOLDFAST_DB_PASSWORD", "PATH"
        }) {
      assertThat(names.secret(other)).as(other).isEmpty();
      assertThat(names.setting(other)).as(other).isEmpty();
    }
  }

  @Test
  void a_secret_is_no_setting() {
    assertThat(
            names(Map.of("TELEGRAM_BOT_TOKEN", "s3cr3t"), Map.of()).setting("TELEGRAM_BOT_TOKEN"))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TELEGRAM_BOT_TOKEN", "HOLDFAST_API_TOKEN", "TELEGRAM_WEBHOOK_SECRET"})
  void a_setting_that_objects_can_read_holds_no_secret(String secret) {
    assertThatThrownBy(
            () -> names(Map.of(secret, "other,0123456789"), Map.of("own", "Bearer 0123456789")))
        .isInstanceOf(NodeConfigException.class)
        .hasMessage(
            "holdfast.settings.own contains the secret %s, and objects can read it. Remove it.",
            secret);
  }

  @Test
  void a_secret_in_a_file_is_read_anew_each_time(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("token"), "one\n");
    CallNames names = names(Map.of("TELEGRAM_BOT_TOKEN_FILE", file.toString()), Map.of());
    assertThat(names.secret("TELEGRAM_BOT_TOKEN")).contains("one");
    Files.writeString(file, "two\n");
    assertThat(names.secret("TELEGRAM_BOT_TOKEN")).contains("two");
    Files.delete(file);
    assertThat(names.secret("TELEGRAM_BOT_TOKEN")).isEmpty();
  }

  @Test
  void addresses_of_services_are_settings_of_calls_and_the_environment_wins() {
    Map<String, String> settings =
        Map.of("PROCESS_URL", "http://file/", "DISCORD_API_URL", "http://file", "own.key", "1");
    CallNames names =
        names(
            Map.of(
                "PROCESS_URL", "http://10.0.0.7:8080/process/",
                "TELEGRAM_API_URL", "http://localhost:8081/"),
            settings);
    assertThat(names.setting("PROCESS_URL")).contains("http://10.0.0.7:8080/process/");
    assertThat(names.setting("TELEGRAM_API_URL")).contains("http://localhost:8081");
    assertThat(names.setting("DISCORD_API_URL")).contains("http://file");
    assertThat(names.setting("own.key")).contains("1");
    assertThat(names.setting("RSS_AWS_URL")).isEmpty();
  }

  @Test
  void services_that_are_everywhere_the_same_need_no_address() {
    CallNames names = names(Map.of(), Map.of());
    assertThat(names.setting("TELEGRAM_API_URL")).contains("https://api.telegram.org");
    assertThat(names.setting("DISCORD_API_URL")).contains("https://discord.com/api/v10");
    assertThat(names.setting("ONEPASSWORD_CONNECT_URL")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3cr3t",
        "file:///etc/s3cr3t",
        "https://user:s3cr3t@example.org/",
        "https:///s3cr3t",
        "https://example.org/s3cr3t feed"
      })
  void an_address_that_cannot_be_called_ends_the_start_and_is_not_shown(String url) {
    assertThatThrownBy(() -> names(Map.of("RSS_AWS_URL", url), Map.of()))
        .isInstanceOf(NodeConfigException.class)
        .hasMessageStartingWith("RSS_AWS_URL is no address to call.")
        .hasMessageNotContaining("s3cr3t")
        .hasNoCause();
  }
}
