package dev.holdfast.http.call;

import dev.holdfast.http.auth.Cidr;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where a call may go whose URL does not come from the node's configuration: to public addresses,
 * and there to the ports of HTTP.
 *
 * <p>Of IPv6 only what is given out to networks is public (2000::/3); that leaves out addresses
 * which stand for IPv4 ones (mapped, NAT64), and of the rest those which carry one (6to4, Teredo)
 * are refused: what a translator on the way makes of them cannot be checked here.
 *
 * <p>Source: IANA's registries of special-purpose addresses, RFC 6890.
 *
 * @param ports the only ones
 * @param allowed networks that are allowed all the same, such as a company's own
 */
public record AddressPolicy(Set<Integer> ports, List<Cidr> allowed) {
  /** Public addresses, ports 80 and 443. */
  public static final AddressPolicy PUBLIC = new AddressPolicy(Set.of(80, 443), List.of());

  private static final List<Cidr> REFUSED_V4 =
      blocks(
          "0.0.0.0/8", // this network, unspecified
          "10.0.0.0/8", // private
          "100.64.0.0/10", // behind a provider's NAT; some clouds' metadata
          "127.0.0.0/8", // loopback
          "169.254.0.0/16", // link-local; most clouds' metadata
          "172.16.0.0/12", // private
          "192.0.0.0/24", // protocol assignments
          "192.0.2.0/24", // documentation
          "192.88.99.0/24", // relays of 6to4
          "192.168.0.0/16", // private
          "198.18.0.0/15", // benchmarks
          "198.51.100.0/24", // documentation
          "203.0.113.0/24", // documentation
          "224.0.0.0/4", // multicast
          "240.0.0.0/4"); // reserved, broadcast

  private static final Cidr GLOBAL_V6 = Cidr.parse("2000::/3");

  private static final List<Cidr> REFUSED_V6 =
      blocks(
          "2001::/23", // protocol assignments: Teredo, benchmarks, ORCHID
          "2001:db8::/32", // documentation
          "2002::/16", // 6to4
          "3fff::/20"); // documentation

  private static final int V4_BYTES = 4;

  public AddressPolicy {
    ports = Set.copyOf(ports);
    allowed = List.copyOf(allowed);
  }

  /** Whether a call may go to that address. */
  public boolean allows(InetAddress address) {
    if (in(allowed, address)) {
      return true;
    }
    return address.getAddress().length == V4_BYTES
        ? !in(REFUSED_V4, address)
        : GLOBAL_V6.contains(address) && !in(REFUSED_V6, address);
  }

  /** Whether a call may go to that port. */
  public boolean allowsPort(int port) {
    return ports.contains(port);
  }

  private static boolean in(List<Cidr> blocks, InetAddress address) {
    return blocks.stream().anyMatch(block -> block.contains(address));
  }

  private static List<Cidr> blocks(String... texts) {
    return Stream.of(texts).map(Cidr::parse).toList();
  }
}
