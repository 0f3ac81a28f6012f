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
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.net.SocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes in one cluster by TLS, and those who would like to be there, too. */
class ClusterTlsTest {
  /** Of each kind. */
  private static final int STRANGERS = 20;

  /** A TLS record that is an alert. */
  private static final byte ALERT = 21;

  @TempDir static Path folder;
  private static ClusterAuthority authority;
  private static TlsNode one;

  /** One that has been taken over, or is of another version: it sends what it may not. */
  private static TlsNode two;

  @BeforeAll
  static void start() throws Exception {
    authority = Certified.authority();
    Certified.write(folder, Certified.by(authority));
    one = new TlsNode(folder);
    two = new TlsNode(folder, "pekko.actor.allow-java-serialization = on");
    one.join(one);
    two.join(one);
  }

  @AfterAll
  static void stop() {
    two.close();
    one.close();
  }

  @Test
  void strangers_get_nothing_and_do_no_harm() throws Exception {
    Credentials foreign =
        Certified.at(Instant.now(), Certified.HOST, Certified.authority(), authority);
    Random random = new Random(1);
    try (Warnings warnings = new Warnings()) {
      for (int i = 0; i < STRANGERS; i++) {
        byte[] noise = new byte[1 + random.nextInt(5_000)];
        random.nextBytes(noise);
        assertNothingSaid(noise);
        assertNothingSaid("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> one.knock(foreign)).isInstanceOf(IOException.class);
        one.connect(SocketFactory.getDefault()).close();
      }
      one.assertTalksWith(two);
      assertThat(one.members()).isEqualTo(2);
      assertThat(warnings.lines()).as("lines for all of them").hasSizeBetween(1, 5);
    }
  }

  @Test
  void what_java_serialized_is_refused_also_from_a_node() throws Exception {
    two.tell(one, new ArrayList<>(List.of("anything")));
    // In order, so it would have come first.
    two.assertTalksWith(one);
  }

  private static void assertNothingSaid(byte[] bytes) throws IOException {
    try (Socket socket = one.connect(SocketFactory.getDefault())) {
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
