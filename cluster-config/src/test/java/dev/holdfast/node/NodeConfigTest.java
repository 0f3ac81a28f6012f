package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.holdfast.http.EdgeLimits;
import dev.holdfast.http.call.CallLimits;
import dev.holdfast.http.limits.Rate;
import dev.holdfast.http.socket.SocketLimits;
import dev.holdfast.persistence.store.StoreLimits;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.host.WireFrames;
import dev.holdfast.runtime.host.WorkLimits;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The configuration of a node: every limit can be set, and what makes no sense is refused. */
class NodeConfigTest {
  private static final Map<String, Object> DEFAULTS =
      components(
          Limits.DEFAULTS,
          EdgeLimits.DEFAULTS,
          StoreLimits.DEFAULTS,
          CallLimits.DEFAULTS,
          WorkLimits.DEFAULTS);

  @TempDir Path folder;

  @Test
  void what_is_not_set_is_the_default_of_the_code() {
    assertThat(limits(read(Map.of()))).isEqualTo(DEFAULTS);
  }

  /** The body of the edge is what the runtime takes; the threads of work have a key of the node. */
  static List<String> keysOfLimits() {
    return DEFAULTS.keySet().stream()
        .filter(key -> !key.equals("edge.body-bytes-max") && !key.equals("work.threads"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("keysOfLimits")
  void a_limit_is_set_by_its_key_and_no_other_is_changed(String key) {
    Object other = other(Objects.requireNonNull(DEFAULTS.get(key)));
    Map<String, Object> expected = new TreeMap<>(DEFAULTS);
    expected.put(key, other);
    if (key.equals("limits.request-bytes-max")) {
      expected.put("edge.body-bytes-max", other);
    }
    assertThat(limits(read(flags(key, other)))).isEqualTo(expected);
  }

  @Test
  void what_a_file_says_to_the_libraries_wins_over_our_defaults() throws IOException {
    Config system = file("pekko.cluster.gossip-interval = 500 ms").system();
    assertThat(system.getDuration("pekko.cluster.gossip-interval")).hasMillis(500);
    assertThat(system.getInt("pekko.cluster.sharding.buffer-size")).isEqualTo(10_000);
    assertThat(read(Map.of()).system().getDuration("pekko.cluster.gossip-interval")).hasMillis(200);
  }

  @Test
  void a_frame_between_nodes_has_room_for_the_largest_body() throws IOException {
    Config defaults = read(Map.of()).system();
    assertThat(defaults.getBytes(WireFrames.SETTING))
        .isEqualTo(WireFrames.bytes(Limits.DEFAULTS))
        .isEqualTo(ConfigFactory.load("holdfast-node").getBytes(WireFrames.SETTING));
    Config larger = file("holdfast.limits.request-bytes-max = 10 MiB").system();
    assertThat(larger.getBytes(WireFrames.SETTING)).isEqualTo(11L << 20);
    Config asked = file(WireFrames.SETTING + " = 20 MiB").system();
    assertThat(asked.getBytes(WireFrames.SETTING)).isEqualTo(20L << 20);
  }

  @Test
  void a_file_takes_sizes_and_times_with_units_and_rates() throws IOException {
    NodeConfig config =
        file(
            """
            holdfast {
              limits.request-bytes-max = 1 MiB
              edge { body-deadline = 2 minutes, caller-rate = unlimited }
              edge.webhook-rate.per-second = 5
              edge.loopback-rate { per-second = 7, burst = 9 }
            }
            """);
    assertThat(config.limits().requestBytesMax()).isEqualTo(1 << 20);
    assertThat(config.edgeLimits().bodyBytesMax()).isEqualTo(1 << 20);
    assertThat(config.edgeLimits().bodyDeadline()).isEqualTo(Duration.ofMinutes(2));
    assertThat(config.edgeLimits().callerRate()).isEqualTo(Rate.UNLIMITED);
    assertThat(config.edgeLimits().webhookRate())
        .isEqualTo(new Rate(5, EdgeLimits.DEFAULTS.webhookRate().burst()));
    assertThat(config.edgeLimits().loopbackRate()).isEqualTo(new Rate(7, 9));
  }

  @Test
  void settings_are_the_users_own() throws IOException {
    assertThat(file("holdfast.settings { invitation.hours = 1, port = x }").settings())
        .isEqualTo(Map.of("invitation.hours", "1", "port", "x"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "prot",
        "limits.ask-deadlin",
        "limits.settings",
        "edge.body-bytes-max",
        "edge.caller-rate.per-minute",
        "edge.loopback-rate.brust",
        "edge.headers-max.per-second",
        "sockets.sockets",
        "store.Writers",
        "port.number"
      })
  void a_key_that_means_nothing_is_refused_by_its_name_and_place(String key) {
    assertThatThrownBy(() -> file("\nholdfast." + key + " = 1"))
        .isInstanceOf(NodeConfigException.class)
        .hasMessageContaining("holdfast." + key + " (")
        .hasMessageContaining("node.conf: 2)");
  }

  @Test
  void all_keys_that_mean_nothing_are_named_at_once() {
    assertThatThrownBy(() -> file("holdfast { prot = 1, edge.a = null, blocks { b = 2, c = 3 } }"))
        .isInstanceOf(NodeConfigException.class)
        .hasMessageContainingAll("holdfast.prot (", "holdfast.edge.a (", "holdfast.blocks (");
  }

  @ParameterizedTest
  @CsvSource({
    "limits.queue-events-max, 0",
    "limits.queue-events-max, many",
    "limits.value-bytes-max, 3 GiB",
    "limits.object-bytes-max, -1",
    "limits.answers-kept-for, 366 days",
    "limits.handler-deadline, soon",
    "edge.requests-max, 2147483648",
    "edge.body-deadline, 0 s",
    "edge.drain-deadline, -1 s",
    "edge.caller-rate, fast",
    "edge.caller-rate.burst, 0",
    "edge.webhook-rate.per-second, 1000000001",
    "store.writers, -1",
    "store.close-wait, 0 s",
    "clock-offset-max, 0 s",
    "cleanup-every, 0 s"
  })
  void a_value_out_of_its_bounds_is_refused_by_its_key(String key, String value) {
    assertThatThrownBy(() -> read(Map.of(key, value)))
        .isInstanceOf(NodeConfigException.class)
        .hasMessageContaining("holdfast." + key);
  }

  @Test
  void half_a_rate_where_there_was_none_is_refused() {
    assertThatThrownBy(() -> read(Map.of("edge.loopback-rate.per-second", "5")))
        .isInstanceOf(NodeConfigException.class)
        .hasMessageContaining("holdfast.edge.loopback-rate has no burst");
  }

  @ParameterizedTest
  @CsvSource({
    "edge.headers-max, 7, headers-max",
    "calls.running-per-host-max, 513, running-max",
    "calls.answer-head-bytes-max, 1000, answer-head-bytes-max",
    "calls.answer-bytes-max, 17 MiB, holdfast.limits.queue-bytes-max",
    "work.waiting-per-work-max, 10001, waiting-max",
    "work.waiting-bytes-per-work-max, 65 MiB, waiting-bytes-max",
    "sockets.queue-frames-max, 1, queue-frames-max",
    "limits.handler-deadline, 30 s, ask-deadline",
    "limits.object-bytes-max, 1 MiB, value-bytes-max",
    "limits.request-bytes-max, 17 MiB, queue-bytes-max",
    "sockets.frame-bytes-max, 17 MiB, holdfast.limits.queue-bytes-max",
    "edge.webhook-bytes-max, 17 MiB, holdfast.limits.queue-bytes-max",
    "store.writers, 11, holdfast.db-pool",
    "store.load-readers, 11, holdfast.db-pool",
    "store.log-readers, 11, holdfast.db-pool"
  })
  void limits_that_contradict_one_another_are_refused_by_their_keys(
      String key, String value, String other) {
    assertThatThrownBy(() -> read(Map.of("db-pool", "10", key, value)))
        .isInstanceOf(NodeConfigException.class)
        .hasMessageContaining("holdfast." + key.substring(0, key.indexOf('.')))
        .hasMessageContaining(key.substring(key.indexOf('.') + 1))
        .hasMessageContaining(other);
  }

  private static NodeConfig read(Map<String, String> flags) {
    return NodeConfig.read(flags, Optional.empty());
  }

  private NodeConfig file(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("node.conf"), text);
    return NodeConfig.read(Map.of(), Optional.of(file));
  }

  private static Map<String, String> flags(String key, Object value) {
    return switch (value) {
      case Rate(long perSecond, long burst) ->
          Map.of(key + ".per-second", "" + perSecond, key + ".burst", "" + burst);
      case Duration time -> Map.of(key, time.toMillis() + " ms");
      default -> Map.of(key, value.toString());
    };
  }

  /** A value that the code does not have by default. */
  private static Object other(Object value) {
    return switch (value) {
      case Integer count -> count + 1;
      case Long bytes -> bytes + 1;
      case Duration time -> time.plusMillis(1);
      case Boolean on -> !on;
      case Rate _ -> new Rate(7, 9);
      default -> throw new IllegalArgumentException("no other value than " + value);
    };
  }

  private static Map<String, Object> limits(NodeConfig config) {
    return components(
        config.limits(),
        config.edgeLimits(),
        config.storeLimits(),
        config.calls().limits(),
        config.workLimits());
  }

  private static Map<String, Object> components(
      Limits runtime, EdgeLimits edge, StoreLimits store, CallLimits calls, WorkLimits work) {
    Map<String, Object> values = new TreeMap<>();
    collect("limits.", runtime, values);
    collect("edge.", edge, values);
    collect("sockets.", edge.sockets(), values);
    collect("store.", store, values);
    collect("calls.", calls, values);
    collect("work.", work, values);
    return values;
  }

  private static void collect(String block, Record limits, Map<String, Object> into) {
    Stream.of(limits.getClass().getRecordComponents())
        .filter(component -> component.getType() != SocketLimits.class)
        .forEach(component -> into.put(block + key(component), value(component, limits)));
  }

  private static String key(RecordComponent component) {
    return component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  private static Object value(RecordComponent component, Record limits) {
    try {
      return Objects.requireNonNull(component.getAccessor().invoke(limits));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(component.getName(), e);
    }
  }
}
