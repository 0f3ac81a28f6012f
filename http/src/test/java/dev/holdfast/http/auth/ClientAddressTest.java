package dev.holdfast.http.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.runtime.Headers;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {
  private static final InetAddress PROXY = InetAddress.ofLiteral("10.0.0.7");
  private final ClientAddress addresses =
      new ClientAddress(List.of(Cidr.parse("10.0.0.0/8"), Cidr.parse("::1")));

  @Test
  void what_a_stranger_says_of_itself_does_not_count() {
    Headers headers =
        Headers.NONE.with("x-forwarded-for", "1.2.3.4").with("x-forwarded-proto", "https");
    var client = addresses.of(InetAddress.ofLiteral("198.51.100.1"), false, headers);
    assertThat(client).isEqualTo(new ClientAddress.Client("198.51.100.1", false, false));
  }

  @ParameterizedTest
  @CsvSource({
    "'1.2.3.4', 1.2.3.4",
    "'6.6.6.6, 1.2.3.4', 1.2.3.4",
    "'1.2.3.4, 10.1.1.1', 1.2.3.4",
    "'junk, 1.2.3.4', 1.2.3.4",
    "'1.2.3.4, junk', 10.0.0.7",
    "'10.1.1.1', 10.1.1.1",
  })
  void behind_a_proxy_the_nearest_address_that_is_no_proxy_is_the_caller(
      String hops, String caller) {
    Headers headers = Headers.NONE.with("x-forwarded-for", hops);
    assertThat(addresses.of(PROXY, false, headers).address()).isEqualTo(caller);
  }

  @Test
  void a_proxy_says_whether_the_caller_speaks_TLS() {
    Headers headers = Headers.NONE.with("x-forwarded-proto", "https");
    assertThat(addresses.of(PROXY, false, headers).secure()).isTrue();
    Headers plain = Headers.NONE.with("x-forwarded-proto", "https, http");
    assertThat(addresses.of(PROXY, true, plain).secure()).isFalse();
  }

  @Test
  void this_machine_is_local_unless_a_proxy_speaks_for_another() {
    InetAddress here = InetAddress.ofLiteral("::1");
    assertThat(addresses.of(here, false, Headers.NONE).local()).isTrue();
    assertThat(addresses.of(here, false, Headers.NONE.with("x-forwarded-for", "1.2.3.4")).local())
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.0.1, true",
    "10.0.0.0/8, 11.0.0.1, false",
    "192.168.4.0/22, 192.168.7.255, true",
    "192.168.4.0/22, 192.168.8.0, false",
    "0.0.0.0/0, 8.8.8.8, true",
    "0.0.0.0/0, ::1, false",
    "fd00::/8, fd12::1, true",
    "127.0.0.1, 127.0.0.1, true",
    "127.0.0.1, 127.0.0.2, false",
  })
  void a_block_holds_the_addresses_that_share_its_prefix(
      String block, String address, boolean held) {
    assertThat(Cidr.parse(block).contains(InetAddress.ofLiteral(address))).isEqualTo(held);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "example.com", "", "/8"})
  void a_block_that_is_none_is_refused(String block) {
    assertThatThrownBy(() -> Cidr.parse(block)).isInstanceOf(IllegalArgumentException.class);
  }
}
