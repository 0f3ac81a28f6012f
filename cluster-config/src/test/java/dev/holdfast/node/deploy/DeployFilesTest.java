package dev.holdfast.node.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBuilder;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The files in {@code deploy}, against the model of the Kubernetes API, the node's own keys and its
 * metrics. {@code promtool} and {@code docker compose config} check the rest, by hand.
 */
class DeployFilesTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path FOLDER = ROOT.resolve("cluster-config/deploy");
  private static final Pattern VARIABLE = Pattern.compile("\\bHOLDFAST_[A-Z_]+");
  private static final Pattern METRIC = Pattern.compile("\\bholdfast_[a-z_]+");

  /** They come from the environment or a file, never from the configuration. */
  private static final Set<String> SECRETS = Set.of("HOLDFAST_API_TOKEN", "HOLDFAST_DB_PASSWORD");

  private static final Map<String, Class<?>> KINDS =
      Map.of(
          "ConfigMap", ConfigMap.class,
          "Deployment", Deployment.class,
          "Service", Service.class,
          "PodDisruptionBudget", PodDisruptionBudget.class,
          "NetworkPolicy", NetworkPolicy.class);

  private static final ObjectMapper YAML =
      new ObjectMapper(new YAMLFactory())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .registerModule(new SimpleModule().setDeserializerModifier(new NothingUnknown()));

  /** The model keeps fields that it does not know; here they are mistakes. */
  private static final class NothingUnknown extends BeanDeserializerModifier {
    @Override
    public BeanDeserializerBuilder updateBuilder(
        DeserializationConfig config, BeanDescription type, BeanDeserializerBuilder builder) {
      builder.setAnySetter(null);
      return builder;
    }
  }

  @Test
  void the_kubernetes_manifests_have_only_fields_that_kubernetes_knows() throws IOException {
    List<String> kinds = new ArrayList<>();
    for (Object resource : resources()) {
      kinds.add(resource.getClass().getSimpleName());
    }
    assertThat(kinds).containsExactlyInAnyOrderElementsOf(KINDS.keySet());
  }

  @Test
  void a_field_that_kubernetes_does_not_know_is_found() throws IOException {
    JsonNode typo = YAML.readTree("spec: { template: { spec: { containers: [{ imagee: x }] } } }");
    assertThatThrownBy(() -> YAML.treeToValue(typo, Deployment.class))
        .hasMessageContaining("imagee");
  }

  @Test
  void a_node_in_kubernetes_has_probes_and_time_to_drain() throws IOException {
    Deployment deployment = only(Deployment.class);
    Container node = deployment.getSpec().getTemplate().getSpec().getContainers().getFirst();
    assertThat(node.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/ready");
    assertThat(node.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/health");
    assertThat(node.getStartupProbe().getHttpGet().getPath()).isEqualTo("/health");
    assertThat(deployment.getSpec().getTemplate().getSpec().getTerminationGracePeriodSeconds())
        .isGreaterThanOrEqualTo(45);
  }

  @Test
  void what_selects_the_nodes_selects_the_nodes() throws IOException {
    Map<String, String> labels =
        only(Deployment.class).getSpec().getTemplate().getMetadata().getLabels();
    assertThat(only(Deployment.class).getSpec().getSelector().getMatchLabels()).isEqualTo(labels);
    assertThat(only(Service.class).getSpec().getSelector()).isEqualTo(labels);
    assertThat(only(PodDisruptionBudget.class).getSpec().getSelector().getMatchLabels())
        .isEqualTo(labels);
    assertThat(only(NetworkPolicy.class).getSpec().getPodSelector().getMatchLabels())
        .isEqualTo(labels);
  }

  @Test
  void every_key_of_the_profiles_is_one_that_the_node_reads() throws IOException {
    Config node = ConfigFactory.parseResources("holdfast-node.conf");
    for (String profile : List.of("single.conf", "cluster.conf")) {
      ConfigFactory.parseString(read(profile))
          .entrySet()
          .forEach(entry -> assertThat(node.hasPathOrNull(entry.getKey())).as(profile).isTrue());
    }
  }

  @Test
  void every_variable_in_them_is_one_that_the_node_reads() throws IOException {
    String node =
        Files.readString(ROOT.resolve("cluster-config/src/main/resources/holdfast-node.conf"));
    Set<String> known = found(VARIABLE, node);
    known.addAll(SECRETS);
    for (String file : List.of("Dockerfile", "compose.yaml", "kubernetes/holdfast.yaml")) {
      assertThat(known).as(file).containsAll(found(VARIABLE, read(file)));
    }
  }

  @Test
  void every_metric_that_alerts_ask_for_is_one_that_the_node_has() throws IOException {
    Set<String> known = found(METRIC, Files.readString(ROOT.resolve("docs/operations.md")));
    assertThat(known).containsAll(found(METRIC, read("prometheus/alerts.yaml")));
  }

  private static <T> T only(Class<T> kind) throws IOException {
    return resources().stream().filter(kind::isInstance).map(kind::cast).findFirst().orElseThrow();
  }

  private static List<Object> resources() throws IOException {
    List<Object> resources = new ArrayList<>();
    try (var documents =
        YAML.readerFor(JsonNode.class).<JsonNode>readValues(read("kubernetes/holdfast.yaml"))) {
      for (JsonNode one : documents.readAll()) {
        resources.add(YAML.treeToValue(one, KINDS.get(one.get("kind").textValue())));
      }
    }
    return resources;
  }

  private static String read(String file) throws IOException {
    return Files.readString(FOLDER.resolve(file));
  }

  private static Set<String> found(Pattern what, String text) {
    Set<String> found = new TreeSet<>();
    Matcher matcher = what.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group());
    }
    return found;
  }
}
