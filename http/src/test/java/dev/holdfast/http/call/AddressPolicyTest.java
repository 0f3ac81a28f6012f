package dev.holdfast.http.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.http.auth.Cidr;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPolicyTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.100.100.200",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "169.254.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255"
      })
  void what_is_not_public_of_ipv4_is_refused(String address) {
    assertThat(AddressPolicy.PUBLIC.allows(InetAddress.ofLiteral(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "::",
        "::1",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:a9fe:a9fe",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:0:7f00:1::1",
        "2001:2::1",
        "2001:10::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:a9fe:a9fe::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1"
      })
  void what_is_not_public_of_ipv6_is_refused(String address) {
    assertThat(AddressPolicy.PUBLIC.allows(InetAddress.ofLiteral(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "149.154.167.220",
        "169.253.255.255",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.255.255",
        "198.17.255.255",
        "223.255.255.255",
        "::ffff:1.1.1.1",
        "2606:4700:4700::1111",
        "2001:67c:4e8:f004::9",
        "2a00:1450:4001::200e"
      })
  void what_is_public_is_allowed(String address) {
    assertThat(AddressPolicy.PUBLIC.allows(InetAddress.ofLiteral(address))).isTrue();
  }

  @Test
  void only_the_ports_of_http_are_allowed() {
    assertThat(AddressPolicy.PUBLIC.allowsPort(80)).isTrue();
    assertThat(AddressPolicy.PUBLIC.allowsPort(443)).isTrue();
    assertThat(AddressPolicy.PUBLIC.allowsPort(22)).isFalse();
    assertThat(AddressPolicy.PUBLIC.allowsPort(8080)).isFalse();
  }

  @Test
  void what_a_node_allows_beside_is_allowed_and_no_more() {
    var policy = new AddressPolicy(Set.of(80), List.of(Cidr.parse("10.1.0.0/16")));
    assertThat(policy.allows(InetAddress.ofLiteral("10.1.2.3"))).isTrue();
    assertThat(policy.allows(InetAddress.ofLiteral("::ffff:10.1.2.3"))).isTrue();
    assertThat(policy.allows(InetAddress.ofLiteral("10.2.0.1"))).isFalse();
  }
}
