package dev.holdfast.node.cluster.tls;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.persistence.cluster.ClusterAuthority;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates and authorities change while nodes run. */
class RotationTest {
  @TempDir Path folder;

  @Test
  void running_nodes_pass_from_one_authority_to_another_and_then_refuse_the_first()
      throws Exception {
    ClusterAuthority first = Certified.authority();
    ClusterAuthority second = Certified.authority();
    certify(first, first);
    try (TlsNode one = node("one");
        TlsNode two = node("two")) {
      one.join(one);
      two.join(one);
      certify(first, first, second);
      List.of(one, two).forEach(node -> node.tls().look());
      certify(second, first, second);
      List.of(one, two).forEach(node -> node.tls().look());
      certify(second, second);
      List.of(one, two).forEach(node -> node.tls().look());
      // What is open stays so: only a newcomer's connections to both and back are by the second.
      try (TlsNode three = node("three")) {
        three.join(one);
        three.assertTalksWith(one);
        three.assertTalksWith(two);
      }
      one.assertTalksWith(two);
      Credentials old = Certified.at(Instant.now(), Certified.HOST, first, second);
      assertThatThrownBy(() -> one.knock(old)).isInstanceOf(IOException.class);
    }
  }

  /** Of all nodes. */
  private void certify(ClusterAuthority by, ClusterAuthority... trusted) throws Exception {
    for (String node : List.of("one", "two", "three")) {
      Certified.write(
          folder.resolve(node), Certified.at(Instant.now(), Certified.HOST, by, trusted));
    }
  }

  private TlsNode node(String name) {
    return new TlsNode(folder.resolve(name));
  }
}
