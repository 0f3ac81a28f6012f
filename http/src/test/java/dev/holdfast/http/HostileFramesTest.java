package dev.holdfast.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.SocketId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames that are not as RFC 6455 has them, and those who send them to do harm. */
class HostileFramesTest {
  private static TestEdge edge;
  private WireClient neighbour;
  private WireClient client;
  private SocketId id;

  @BeforeAll
  static void start() {
    edge = TestEdge.open();
  }

  @AfterAll
  static void stop() {
    edge.close();
  }

  @BeforeEach
  void two_clients_are_in_two_rooms() throws IOException {
    neighbour = WireClient.open(edge, "/objects/room/neighbour");
    client = WireClient.open(edge, "/objects/room/hostile");
    id = edge.objects.hub.sockets(new ObjectId("room", "hostile")).getFirst().id();
  }

  @AfterEach
  void the_neighbour_is_unharmed_and_the_object_knows_who_left() throws IOException {
    neighbour.say("still here");
    assertThat(neighbour.next().text()).isEqualTo("still here");
    neighbour.close();
    client.close();
    LoadTest.waitFor(() -> closed() != null);
  }

  private ObjectEvent.SocketClosed closed() {
    return edge.objects.closed.stream()
        .filter(gone -> gone.socket().equals(id))
        .findFirst()
        .orElse(null);
  }

  private void assertClosedWith(int code) throws IOException {
    assertThat(client.closeCode()).isEqualTo(code);
    LoadTest.waitFor(() -> closed() != null);
    assertThat(closed().code()).isEqualTo(code);
  }

  @Test
  void a_frame_without_mask_ends_the_socket_with_1002() throws IOException {
    client.raw(0x81, 0x02, 'h', 'i');
    assertClosedWith(1002);
    assertThat(client.ended()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0xc1, 0xa1, 0x91, 0xf2})
  void a_reserved_bit_ends_the_socket_with_1002(int first) throws IOException {
    client.send(first, (byte) 'x');
    assertClosedWith(1002);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5, 6, 7, 0xb, 0xc, 0xd, 0xe, 0xf})
  void a_reserved_opcode_ends_the_socket_with_1002(int opcode) throws IOException {
    client.send(0x80 | opcode);
    assertClosedWith(1002);
  }

  @ParameterizedTest
  @ValueSource(ints = {WireClient.CLOSE, WireClient.PING, WireClient.PONG})
  void a_control_frame_that_is_fragmented_ends_the_socket_with_1002(int opcode) throws IOException {
    client.send(opcode);
    assertClosedWith(1002);
  }

  @ParameterizedTest
  @ValueSource(ints = {WireClient.CLOSE, WireClient.PING, WireClient.PONG})
  void a_control_frame_of_126_bytes_ends_the_socket_with_1002(int opcode) throws IOException {
    client.raw(WireClient.header(0x80 | opcode, 126));
    assertClosedWith(1002);
  }

  @Test
  void a_continuation_of_nothing_ends_the_socket_with_1002() throws IOException {
    client.send(0x80, (byte) 'x');
    assertClosedWith(1002);
  }

  @Test
  void a_message_inside_another_ends_the_socket_with_1002() throws IOException {
    client.send(WireClient.TEXT, (byte) 'a');
    client.send(0x80 | WireClient.TEXT, (byte) 'b');
    assertClosedWith(1002);
  }

  @Test
  void a_length_that_is_longer_than_it_need_be_ends_the_socket_with_1002() throws IOException {
    client.raw(0x81, 0xfe, 0, 5, 1, 2, 3, 4);
    assertClosedWith(1002);
  }

  @Test
  void a_negative_length_ends_the_socket_with_1002() throws IOException {
    client.raw(0x82, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4);
    assertClosedWith(1002);
  }

  @ParameterizedTest
  @ValueSource(strings = {"c328", "edA080", "f4908080", "c0af", "80", "e282", "68c3"})
  void a_text_that_is_not_UTF8_ends_the_socket_with_1007(String hex) throws IOException {
    client.send(0x80 | WireClient.TEXT, HexFormat.of().parseHex(hex));
    assertClosedWith(1007);
  }

  @Test
  void a_text_that_is_not_UTF8_only_as_a_whole_ends_the_socket_with_1007() throws IOException {
    client.send(WireClient.TEXT, (byte) 0xc3);
    client.send(0x80, (byte) 0x28);
    assertClosedWith(1007);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535})
  void a_close_with_a_code_that_may_not_be_sent_is_answered_1002(int code) throws IOException {
    client.close(code);
    assertThat(client.closeCode()).isEqualTo(1002);
  }

  @Test
  void a_close_of_one_byte_is_answered_1002() throws IOException {
    client.send(0x80 | WireClient.CLOSE, (byte) 3);
    assertThat(client.closeCode()).isEqualTo(1002);
  }

  @Test
  void a_close_whose_reason_is_not_UTF8_is_answered_1007() throws IOException {
    client.send(0x80 | WireClient.CLOSE, (byte) 3, (byte) 0xe8, (byte) 0xc3, (byte) 0x28);
    assertThat(client.closeCode()).isEqualTo(1007);
  }

  @ParameterizedTest
  @CsvSource({"1048577", "5000000", "4611686018427387904"})
  void a_message_that_is_too_large_is_known_by_its_header_and_ends_with_1009(long bytes)
      throws IOException {
    client.raw(WireClient.header(0x80 | WireClient.BINARY, bytes));
    assertClosedWith(1009);
  }

  @Test
  void a_message_that_becomes_too_large_in_parts_ends_with_1009() throws IOException {
    byte[] part = new byte[1 << 18];
    client.send(WireClient.BINARY, part);
    for (int i = 0; i < 3; i++) {
      client.send(0, part);
    }
    client.send(0, (byte) 'x');
    assertClosedWith(1009);
  }

  @Test
  void a_client_that_goes_on_sending_its_too_large_message_still_gets_the_close()
      throws IOException {
    client.raw(WireClient.frame(0x80 | WireClient.TEXT, new byte[3 << 20]));
    assertThat(client.closeCode()).isEqualTo(1009);
    client.close(1009);
    assertThat(client.ended()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void fragments_without_end_end_with_1008(int bytes) throws IOException {
    client.send(WireClient.TEXT);
    byte[] fragment = WireClient.frame(0, "x".repeat(bytes).getBytes(StandardCharsets.US_ASCII));
    byte[] many = new byte[fragment.length * 4_200];
    for (int i = 0; i < 4_200; i++) {
      System.arraycopy(fragment, 0, many, i * fragment.length, fragment.length);
    }
    client.raw(many);
    assertClosedWith(1008);
  }

  @Test
  void a_flood_of_pings_from_a_client_that_never_reads_costs_one_pong_at_a_time()
      throws IOException {
    byte[] ping = WireClient.frame(0x80 | WireClient.PING, new byte[125]);
    byte[] many = new byte[ping.length * 1_000];
    for (int i = 0; i < 1_000; i++) {
      System.arraycopy(ping, 0, many, i * ping.length, ping.length);
    }
    for (int i = 0; i < 100; i++) {
      client.raw(many);
    }
    client.close(1000);
    int pongs = 0;
    WireClient.Received next = client.next();
    while (next.opcode() == WireClient.PONG) {
      pongs++;
      next = client.next();
    }
    assertThat(next.closeCode()).isEqualTo(1000);
    assertThat(pongs).isBetween(1, 50_000);
  }

  @Test
  void what_follows_a_close_is_not_heard() throws IOException {
    client.raw(
        WireClient.join(
            WireClient.frame(0x80 | WireClient.CLOSE, (byte) 3, (byte) 0xe8),
            WireClient.frame(0x80 | WireClient.TEXT, (byte) 'x'),
            WireClient.frame(0xff, (byte) 'x')));
    assertThat(client.next().closeCode()).isEqualTo(1000);
    assertThat(client.ended()).isTrue();
  }

  @Test
  void a_connection_that_breaks_inside_a_frame_is_1006() throws IOException {
    client.raw(WireClient.header(0x81, 100));
    client.socket.close();
    LoadTest.waitFor(() -> closed() != null);
    assertThat(closed().code()).isEqualTo(1006);
  }
}
