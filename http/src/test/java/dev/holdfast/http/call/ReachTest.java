package dev.holdfast.http.call;

import static dev.holdfast.http.call.TestCalls.PUBLIC;
import static dev.holdfast.http.call.TestCalls.answer;
import static dev.holdfast.http.call.TestCalls.failure;
import static dev.holdfast.http.call.TestCalls.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.runtime.Call;
import dev.holdfast.runtime.Text;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses and ports a call reaches, by whatever name. */
class ReachTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://0.0.0.0/",
        "http://[::1]/",
        "http://[::ffff:169.254.169.254]/",
        "http://[64:ff9b::a9fe:a9fe]/",
        "http://255.255.255.255/"
      })
  void a_private_address_is_refused(String url) throws Exception {
    try (TestCalls calls = new TestCalls(80)) {
      assertThat(refusal(calls.get(url))).isEqualTo("refused-address");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2130706433", "0x7f000001", "localhost"})
  void other_ways_to_write_a_private_address_reach_nothing(String host) throws Exception {
    try (RawServer server = RawServer.answering("127.0.0.1", RawServer.ok("x"));
        SystemNames system = new SystemNames()) {
      var policy = new AddressPolicy(Set.of(server.port()), List.of());
      try (HttpCalls calls =
          new HttpCalls(
              CallLimits.DEFAULTS,
              policy,
              _ -> Optional.empty(),
              _ -> Optional.empty(),
              new HttpCalls.World(system, SSLContext.getDefault(), InstantSource.system()))) {
        String url = "http://" + host + ":" + server.port() + "/";
        assertThat(
                calls
                    .attempt(Call.get(Text.of(url)), "", "")
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS)
                    .toString())
            .containsAnyOf("REFUSED_ADDRESS", "UNRESOLVABLE");
        assertThat(server.accepted()).isZero();
      }
    }
  }

  @Test
  void another_port_is_refused_unless_the_url_is_configured() throws Exception {
    try (RawServer server = RawServer.answering(PUBLIC, RawServer.ok("x"));
        TestCalls calls = new TestCalls(80, 443)) {
      assertThat(refusal(calls.get(server.url("/")))).isEqualTo("refused-address");
      calls.settings.put("URL", server.url("/"));
      assertThat(answer(calls.run(Call.get(Text.ofSetting("URL")))).ok()).isTrue();
    }
  }

  @Test
  void a_name_whose_second_look_up_is_private_is_connected_to_by_its_first() throws Exception {
    try (RawServer outside = RawServer.answering(PUBLIC, RawServer.ok("outside"));
        TestCalls calls = TestCalls.of(outside)) {
      calls.names.then("rebind.example", PUBLIC).then("rebind.example", "127.0.0.1");
      String url = "http://rebind.example:" + outside.port() + "/";
      assertThat(answer(calls.get(url)).text()).isEqualTo("outside");
      assertThat(calls.names.lookUps).hasValue(1);
      assertThat(outside.heads.getFirst()).contains("Host: rebind.example:" + outside.port());
      assertThat(refusal(calls.get(url)))
          .as("also with its connection")
          .isEqualTo("refused-address");
      assertThat(outside.accepted()).isEqualTo(1);
    }
  }

  @Test
  void a_kept_connection_is_not_used_for_another_address_of_the_name() throws Exception {
    try (RawServer one = RawServer.answering(PUBLIC, RawServer.ok("one"));
        TestCalls calls = TestCalls.of(one)) {
      calls.settings.put("URL", "http://moved.example:" + one.port() + "/");
      calls.names.then("moved.example", PUBLIC).then("moved.example", "127.0.0.3");
      assertThat(answer(calls.run(Call.get(Text.ofSetting("URL")))).text()).isEqualTo("one");
      assertThat(failure(calls.run(Call.get(Text.ofSetting("URL"))))).isEqualTo("connect-failed");
    }
  }

  @Test
  void one_private_address_among_public_ones_refuses_the_name() throws Exception {
    try (RawServer server = RawServer.answering(PUBLIC, RawServer.ok("x"));
        TestCalls calls = TestCalls.of(server)) {
      calls.names.then("mixed.example", PUBLIC, "10.0.0.1");
      assertThat(refusal(calls.get("http://mixed.example:" + server.port() + "/")))
          .isEqualTo("refused-address");
      assertThat(server.accepted()).isZero();
    }
  }

  @Test
  void an_address_that_does_not_answer_gives_way_to_the_next() throws Exception {
    try (RawServer server = RawServer.answering(PUBLIC, RawServer.ok("second"));
        TestCalls calls = TestCalls.of(server)) {
      calls.settings.put("URL", "http://two.example:" + server.port() + "/");
      calls.names.then("two.example", "127.0.0.3", PUBLIC);
      assertThat(answer(calls.run(Call.get(Text.ofSetting("URL")))).text()).isEqualTo("second");
    }
  }

  @Test
  void a_name_without_an_address_may_have_one_later() throws Exception {
    try (TestCalls calls = new TestCalls(80)) {
      assertThat(failure(calls.get("http://nowhere.example/"))).isEqualTo("unresolvable");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {":1", ".evil.example/", "@127.0.0.1/", "0/"})
  void what_follows_a_setting_cannot_move_its_trust_elsewhere(String path) throws Exception {
    try (RawServer server = RawServer.answering("127.0.0.1", RawServer.ok("x"));
        TestCalls calls = new TestCalls(80, 443)) {
      calls.settings.put("API", "http://127.0.0.1:" + server.port() / 10);
      calls.settings.put("NAME", "http://api.example");
      assertThat(calls.run(Call.get(Text.ofSetting("API").text(path))).toString())
          .containsAnyOf("REFUSED_ADDRESS", "NOT_CONFIGURED");
      assertThat(calls.run(Call.get(Text.ofSetting("NAME").text(path))).toString())
          .containsAnyOf("REFUSED_ADDRESS", "NOT_CONFIGURED");
      assertThat(calls.names.lookUps).hasValue(0);
    }
  }

  @Test
  void ipv6_is_reached_by_its_literal() throws Exception {
    try (RawServer server = RawServer.answering("::1", RawServer.ok("six"));
        TestCalls calls = TestCalls.of(server)) {
      calls.settings.put("URL", "http://[::1]:" + server.port() + "/");
      assertThat(answer(calls.run(Call.get(Text.ofSetting("URL")))).text()).isEqualTo("six");
      assertThat(server.heads.getFirst()).contains("Host: [::1]:" + server.port());
    }
  }

  @Test
  void the_names_of_the_system_are_found_or_not() throws Exception {
    try (SystemNames names = new SystemNames()) {
      assertThat(names.find("localhost").get(30, TimeUnit.SECONDS))
          .allMatch(InetAddress::isLoopbackAddress);
      assertThatThrownBy(() -> names.find("not a name").get(30, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(UnknownHostException.class);
    }
  }
}
