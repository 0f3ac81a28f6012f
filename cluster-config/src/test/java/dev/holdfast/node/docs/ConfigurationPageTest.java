package dev.holdfast.node.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigValue;
import dev.holdfast.http.EdgeLimits;
import dev.holdfast.http.call.CallLimits;
import dev.holdfast.http.socket.SocketLimits;
import dev.holdfast.persistence.store.StoreLimits;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.host.WorkLimits;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Member;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Option;

/**
 * The configuration page names every flag, key, variable and limit, with the default of the code.
 */
class ConfigurationPageTest {
  private static final MarkdownPage PAGE = MarkdownPage.read("docs/configuration.md");
  private static final String EMPTY = "(empty)";
  private static final Pattern VARIABLE =
      Pattern.compile("(?m)^\\s*([a-z-]+) = \\$\\{\\?(HOLDFAST_\\w+)}");

  private static final Pattern LIMITS =
      Pattern.compile("^(limits|edge|sockets|store|calls|work)\\.");
  private static final Pattern RATE_PART = Pattern.compile("(?<=-rate)\\.(per-second|burst)$");

  /**
   * Of the edge: a record with a table of its own, and what the runtime's request-bytes-max sets.
   * Of local work: its threads, which a key among the others sets.
   */
  private static final Set<String> ELSEWHERE = Set.of("sockets", "bodyBytesMax", "threads");

  private record Key(String flag, String variable, String value) {}

  @Test
  void every_key_is_on_the_page_with_its_default() {
    Map<String, String> onPage = new TreeMap<>();
    keys().forEach((name, key) -> onPage.put(name, key.value()));
    Map<String, String> inFile = defaults();
    inFile.keySet().removeIf(key -> LIMITS.matcher(key).find());
    assertThat(onPage).isEqualTo(inFile);
  }

  @Test
  void every_variable_is_on_the_page() {
    Map<String, String> read =
        VARIABLE
            .matcher(Shown.resource("holdfast-node.conf"))
            .results()
            .collect(Collectors.toMap(hit -> hit.group(1), hit -> hit.group(2)));
    assertThat(read).hasSizeGreaterThan(10);
    assertThat(given(Key::variable)).isEqualTo(new TreeMap<>(read));
  }

  @Test
  void every_flag_is_on_the_page() throws ReflectiveOperationException {
    Class<?> run = Class.forName("dev.holdfast.node.RunCommand");
    List<String> flags =
        Stream.<AccessibleObject>concat(
                Stream.of(run.getDeclaredMethods()), Stream.of(run.getDeclaredFields()))
            .filter(member -> member.isAnnotationPresent(Option.class))
            .flatMap(member -> Stream.of(member.getAnnotation(Option.class).names()))
            .filter(flag -> !flag.equals("--config"))
            .toList();
    assertThat(given(Key::flag).values()).containsExactlyInAnyOrderElementsOf(flags);
    assertThat(given(Key::flag)).allSatisfy((key, flag) -> assertThat(flag).isEqualTo("--" + key));
  }

  @Test
  void the_limits_of_the_runtime_are_those_of_the_code_and_of_the_file() {
    assertRecord("Limits of the runtime", "limits.", Limits.DEFAULTS);
  }

  @Test
  void the_limits_of_the_edge_are_those_of_the_code_and_of_the_file() {
    assertRecord("Limits of the edge", "edge.", EdgeLimits.DEFAULTS);
  }

  @Test
  void the_limits_of_sockets_are_those_of_the_code_and_of_the_file() {
    assertRecord("Limits of sockets", "sockets.", SocketLimits.DEFAULTS);
  }

  @Test
  void the_limits_of_the_store_are_those_of_the_code_and_of_the_file() {
    assertRecord("Limits of the store", "store.", StoreLimits.DEFAULTS);
  }

  @Test
  void the_limits_of_calls_are_those_of_the_code_and_of_the_file() {
    assertRecord("Limits of calls", "calls.", CallLimits.DEFAULTS);
  }

  @Test
  void the_limits_of_local_work_are_those_of_the_code_and_of_the_file() {
    assertRecord("Limits of local work", "work.", WorkLimits.DEFAULTS);
  }

  @Test
  void the_fixed_bounds_are_those_of_the_code() throws ReflectiveOperationException {
    List<String> wrong = new ArrayList<>();
    List<MarkdownPage.Row> rows = bounds("Fixed bounds");
    for (MarkdownPage.Row row : rows) {
      int dot = row.code(0).lastIndexOf('.');
      var field =
          Class.forName(row.code(0).substring(0, dot))
              .getDeclaredField(row.code(0).substring(dot + 1));
      field.setAccessible(true);
      String value = Shown.of(field.get(null));
      if (!value.equals(row.code(1))) {
        wrong.add("%s is %s, the page says %s".formatted(row.code(0), value, row.code(1)));
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(rows)
        .extracting(row -> row.code(0))
        .as("every constant of Limits is a bound of its own")
        .containsAll(constantsOfLimits());
  }

  private static List<String> constantsOfLimits() {
    return Stream.of(Limits.class.getFields())
        .map(Member::getName)
        .filter(name -> !name.equals("DEFAULTS"))
        .map(name -> Limits.class.getName() + "." + name)
        .toList();
  }

  /** That the file's values are the code's is shown by NodeConfigTest; here that the keys are. */
  private static void assertRecord(String heading, String block, Record limits) {
    Map<String, String> onPage = new TreeMap<>();
    bounds(heading).forEach(row -> onPage.put(row.code(0), row.code(1)));
    Map<String, String> inCode = new TreeMap<>();
    for (RecordComponent component : limits.getClass().getRecordComponents()) {
      if (!ELSEWHERE.contains(component.getName())) {
        String key = component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        inCode.put(block + key, Shown.of(Shown.value(component, limits)));
      }
    }
    assertThat(onPage).isEqualTo(inCode);
    assertThat(defaults().keySet().stream().filter(key -> key.startsWith(block)))
        .extracting(key -> RATE_PART.matcher(key).replaceFirst(""))
        .containsOnly(onPage.keySet().toArray(String[]::new));
  }

  private static List<MarkdownPage.Row> bounds(String heading) {
    return PAGE.rowsBelow(heading).stream().filter(row -> row.cell(0).startsWith("`")).toList();
  }

  private static Map<String, Key> keys() {
    Map<String, Key> keys = new TreeMap<>();
    PAGE.rowsBelow("Keys").stream()
        .filter(row -> row.cell(0).startsWith("`"))
        .forEach(row -> keys.put(row.code(0), new Key(row.code(1), row.code(2), row.code(3))));
    return keys;
  }

  private static Map<String, String> given(Function<Key, String> part) {
    Map<String, String> given = new TreeMap<>();
    keys().forEach((name, key) -> given.put(name, part.apply(key)));
    given.values().removeIf(String::isEmpty);
    return given;
  }

  private static Map<String, String> defaults() {
    // Without the environment: a variable set where the test runs is no default.
    Config config =
        ConfigFactory.parseResources("holdfast-node.conf")
            .resolve(
                ConfigResolveOptions.defaults()
                    .setUseSystemEnvironment(false)
                    .setAllowUnresolved(true));
    Map<String, String> defaults = new TreeMap<>();
    collect("", config.getObject("holdfast"), defaults);
    return defaults;
  }

  private static void collect(String path, ConfigObject object, Map<String, String> into) {
    for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
      String key = path + entry.getKey();
      if (entry.getValue() instanceof ConfigObject below && !below.isEmpty()) {
        collect(key + ".", below, into);
      } else {
        String value =
            entry.getValue() instanceof ConfigObject
                ? ""
                : String.valueOf(entry.getValue().unwrapped());
        into.put(key, value.isEmpty() ? EMPTY : value);
      }
    }
  }
}
