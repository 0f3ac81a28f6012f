package dev.holdfast.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.http.socket.SocketLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages compressed one by one (RFC 7692). */
class DeflateTest {
  private static final String OFFER = "Sec-WebSocket-Extensions: permessage-deflate";
  private static final int COMPRESSED = 0x40;
  private static TestEdge edge;

  @BeforeAll
  static void start() {
    EdgeLimits limits =
        Changed.of(
            EdgeLimits.DEFAULTS,
            Map.of("sockets", Changed.of(SocketLimits.DEFAULTS, Map.of("deflate", true))));
    edge = new TestEdge(EdgeSettings.loopback(0).limits(limits));
  }

  @AfterAll
  static void stop() {
    edge.close();
  }

  private static byte[] deflated(byte[] bytes) {
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    deflater.setInput(bytes);
    byte[] out = new byte[bytes.length + 64];
    int size = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
    deflater.end();
    return Arrays.copyOf(out, size - 4);
  }

  private static String inflated(byte[] payload, int length) throws DataFormatException {
    Inflater inflater = new Inflater(true);
    inflater.setInput(WireClient.join(payload, new byte[] {0, 0, (byte) 0xff, (byte) 0xff}));
    byte[] out = new byte[length + 1];
    int size = inflater.inflate(out);
    inflater.end();
    return new String(out, 0, size, StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "permessage-deflate",
        "permessage-deflate; client_max_window_bits",
        "permessage-deflate; client_max_window_bits=10; server_no_context_takeover",
        "permessage-deflate; server_max_window_bits=10, permessage-deflate",
        "x-webkit-deflate-frame, permessage-deflate; server_max_window_bits=15"
      })
  void an_offer_that_can_be_kept_is_accepted_without_context(String offer) throws IOException {
    try (WireClient client =
        WireClient.open(edge, "/objects/room/offer", "Sec-WebSocket-Extensions: " + offer)) {
      assertThat(client.answer)
          .contains(
              "sec-websocket-extensions: permessage-deflate; server_no_context_takeover;"
                  + " client_no_context_takeover\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "permessage-deflate; server_max_window_bits=10",
        "permessage-deflate; client_max_window_bits=99",
        "permessage-deflate; unknown",
        "permessage-bzip2"
      })
  void another_offer_is_not(String offer) throws IOException {
    try (WireClient client =
        WireClient.open(edge, "/objects/room/none", "Sec-WebSocket-Extensions: " + offer)) {
      assertThat(client.answer).doesNotContain("sec-websocket-extensions");
      client.send(
          0x80 | COMPRESSED | WireClient.TEXT, deflated("x".getBytes(StandardCharsets.US_ASCII)));
      assertThat(client.closeCode()).isEqualTo(1002);
    }
  }

  @Test
  void by_default_no_offer_is_accepted() throws IOException {
    try (TestEdge plain = TestEdge.open();
        WireClient client = WireClient.open(plain, "/objects/room/off", OFFER)) {
      assertThat(client.answer).doesNotContain("sec-websocket-extensions");
    }
  }

  @Test
  void long_messages_are_compressed_for_who_takes_it_and_short_ones_and_others_are_not()
      throws Exception {
    String text = "the same again and again, ".repeat(100);
    try (WireClient takes = WireClient.open(edge, "/objects/room/mixed", OFFER);
        WireClient other = WireClient.open(edge, "/objects/room/mixed")) {
      other.say(text);
      other.say("short");
      WireClient.Received compressed = takes.next();
      assertThat(compressed.reserved()).isEqualTo(COMPRESSED);
      assertThat(compressed.payload()).hasSizeLessThan(200);
      assertThat(inflated(compressed.payload(), text.length())).isEqualTo(text);
      assertThat(takes.next())
          .satisfies(next -> {
            assertThat(next.reserved()).isZero();
            assertThat(next.text()).isEqualTo("short");
          });
      assertThat(other.next().text()).isEqualTo(text);
    }
  }

  @Test
  void a_message_that_gains_nothing_is_sent_as_it_is() throws IOException {
    byte[] noise = new byte[5_000];
    new java.util.Random(7).nextBytes(noise);
    try (WireClient client = WireClient.open(edge, "/objects/room/noise", OFFER)) {
      client.send(0x80 | WireClient.BINARY, noise);
      WireClient.Received back = client.next();
      assertThat(back.reserved()).isZero();
      assertThat(back.payload()).isEqualTo(noise);
    }
  }

  @Test
  void compressed_messages_are_understood_also_in_parts_and_beside_others() throws IOException {
    byte[] whole = deflated("hällo ".repeat(10).getBytes(StandardCharsets.UTF_8));
    try (WireClient client = WireClient.open(edge, "/objects/room/in", OFFER)) {
      client.send(COMPRESSED | WireClient.TEXT, Arrays.copyOf(whole, 3));
      client.send(0x80, Arrays.copyOfRange(whole, 3, whole.length));
      assertThat(client.next().text()).isEqualTo("hällo ".repeat(10));
      client.say("plain");
      assertThat(client.next().text()).isEqualTo("plain");
    }
  }

  @Test
  void a_message_that_inflates_past_the_bound_ends_with_1009() throws IOException {
    byte[] bomb = deflated(new byte[64 << 20]);
    assertThat(bomb).hasSizeLessThan(100_000);
    try (WireClient client = WireClient.open(edge, "/objects/room/bomb", OFFER)) {
      client.send(0x80 | COMPRESSED | WireClient.BINARY, bomb);
      assertThat(client.closeCode()).isEqualTo(1009);
    }
  }

  @Test
  void what_cannot_be_inflated_ends_with_1007() throws IOException {
    try (WireClient client = WireClient.open(edge, "/objects/room/broken", OFFER)) {
      client.send(0x80 | COMPRESSED | WireClient.TEXT, (byte) 0xff, (byte) 0xff, (byte) 0xff);
      assertThat(client.closeCode()).isEqualTo(1007);
    }
  }

  @Test
  void a_continuation_that_says_it_is_compressed_ends_with_1002() throws IOException {
    try (WireClient client = WireClient.open(edge, "/objects/room/again", OFFER)) {
      client.send(COMPRESSED | WireClient.TEXT, deflated("x".getBytes(StandardCharsets.US_ASCII)));
      client.send(0x80 | COMPRESSED);
      assertThat(client.closeCode()).isEqualTo(1002);
    }
  }
}
