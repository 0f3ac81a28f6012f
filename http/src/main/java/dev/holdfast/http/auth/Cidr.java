package dev.holdfast.http.auth;

import java.net.InetAddress;

/**
 * A block of IP addresses, such as {@code 10.0.0.0/8}; an address alone is a block of one.
 *
 * @param network its first address
 * @param prefixBits leading bits that its addresses share
 */
public record Cidr(InetAddress network, int prefixBits) {
  public Cidr {
    if (prefixBits < 0 || prefixBits > network.getAddress().length * 8) {
      throw new IllegalArgumentException(
          "/%d is no prefix length of %s.".formatted(prefixBits, network.getHostAddress()));
    }
  }

  /** Reads {@code address/bits} or {@code address}; throws saying what is wrong. */
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    InetAddress network = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
    if (slash < 0) {
      return new Cidr(network, network.getAddress().length * 8);
    }
    try {
      return new Cidr(network, Integer.parseInt(text.substring(slash + 1)));
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException(
          "'%s' is not of the form address/bits, such as 10.0.0.0/8.".formatted(text), notANumber);
    }
  }

  /** Whether the address is in this block. */
  public boolean contains(InetAddress address) {
    byte[] mine = network.getAddress();
    byte[] other = address.getAddress();
    if (mine.length != other.length) {
      return false;
    }
    for (int bit = 0; bit < prefixBits; bit += 8) {
      int mask = prefixBits - bit >= 8 ? 0xff : 0xff << (8 - (prefixBits - bit));
      if (((mine[bit / 8] ^ other[bit / 8]) & mask & 0xff) != 0) {
        return false;
      }
    }
    return true;
  }
}
