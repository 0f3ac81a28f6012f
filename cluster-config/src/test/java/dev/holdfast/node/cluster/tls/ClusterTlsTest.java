package dev.holdfast.node.cluster.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.persistence.cluster.ClusterAuthority;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes in one cluster by TLS: what they and strangers get of one another over the network. */
class ClusterTlsTest {
  /** The longest a stranger waits for an answer, in milliseconds. */
  private static final int STRANGER_WAITS = 20_000;

  /** A TLS record that is an alert. */
  private static final byte ALERT = 21;

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
      joins(two, one);
      certify(first, first, second);
      List.of(one, two).forEach(node -> node.tls().look());
      certify(second, first, second);
      List.of(one, two).forEach(node -> node.tls().look());
      certify(second, second);
      List.of(one, two).forEach(node -> node.tls().look());
      try (TlsNode three = node("three")) {
        joins(three, one);
        assertTalk(three, two);
      }
      assertTalk(one, two);
      assertThatThrownBy(() -> knock(Certified.at(Instant.now(), Certified.HOST, first, second), one))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void strangers_get_nothing_and_do_no_harm() throws Exception {
    ClusterAuthority authority = Certified.authority();
    certify(authority, authority);
    try (TlsNode one = node("one");
        TlsNode two = node("two");
        Warnings warnings = new Warnings()) {
      one.join(one);
      joins(two, one);
      Credentials foreign =
          Certified.at(Instant.now(), Certified.HOST, Certified.authority(), authority);
      Random random = new Random(1);
      for (int i = 0; i < 20; i++) {
        byte[] noise = new byte[1 + random.nextInt(5_000)];
        random.nextBytes(noise);
        assertNothingSaid(noise, one);
        assertNothingSaid("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII), one);
        assertThatThrownBy(() -> knock(foreign, one)).isInstanceOf(IOException.class);
        new Socket(Certified.HOST, one.port()).close();
      }
      assertTalk(one, two);
      assertThat(one.members()).isEqualTo(2);
      assertThat(warnings.lines()).as("lines for 60 strangers").hasSizeBetween(1, 5);
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

  private static void joins(TlsNode node, TlsNode other) throws InterruptedException {
    node.join(other);
    assertThat(node.isSoonUp()).isTrue();
    assertTalk(node, other);
  }

  private static void assertTalk(TlsNode one, TlsNode other) throws InterruptedException {
    assertThat(one.reaches(other, "to the other")).isTrue();
    assertThat(other.reaches(one, "and back")).isTrue();
  }

  private static void knock(Credentials credentials, TlsNode node) throws Exception {
    try (SSLSocket socket =
        (SSLSocket)
            credentials
                .context()
                .getSocketFactory()
                .createSocket(Certified.HOST, node.port())) {
      socket.setSoTimeout(STRANGER_WAITS);
      socket.startHandshake();
      socket.getOutputStream().write(1);
      throw new AssertionError("it was let in and told " + socket.getInputStream().read());
    }
  }

  private static void assertNothingSaid(byte[] bytes, TlsNode node) throws IOException {
    try (Socket socket = new Socket(Certified.HOST, node.port())) {
      socket.setSoTimeout(STRANGER_WAITS);
      socket.getOutputStream().write(bytes);
      socket.shutdownOutput();
      byte[] said = allOf(socket.getInputStream());
      assertThat(said.length == 0 || said[0] == ALERT).as("%d bytes", said.length).isTrue();
    }
  }

  private static byte[] allOf(InputStream in) {
    try {
      return in.readAllBytes();
    } catch (IOException _) {
      // Reset: bytes of ours were left unread.
      return new byte[0];
    }
  }
}
