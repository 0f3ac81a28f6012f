package dev.holdfast.node.cluster.tls;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What nodes make of bytes from one another: nothing but what is listed. */
class AllowedSerializersTest {
  private static final Config ACTOR = ConfigFactory.load("holdfast-node").getConfig("pekko.actor");

  @Test
  void every_serializer_and_what_it_is_for_is_listed() throws IOException {
    assertThat(Stream.concat(entries("serializers"), entries("serialization-bindings")))
        .as(
            "a serializer makes objects of bytes from the network: one that is new, also by a new"
                + " library, is listed in allowed-serializers.txt after it was seen to make only"
                + " what it should")
        .containsExactlyElementsOf(listed());
  }

  @Test
  void java_serialization_is_off() {
    assertThat(ACTOR.getBoolean("allow-java-serialization")).isFalse();
  }

  private static Stream<String> entries(String block) {
    return ACTOR.getObject(block).unwrapped().entrySet().stream()
        .map(entry -> "%s %s = %s".formatted(block, entry.getKey(), entry.getValue()))
        .sorted();
  }

  private static List<String> listed() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            AllowedSerializersTest.class.getResourceAsStream("allowed-serializers.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    }
  }
}
