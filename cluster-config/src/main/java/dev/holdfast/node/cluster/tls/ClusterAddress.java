package dev.holdfast.node.cluster.tls;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;

/**
 * An address of a node, checked for whether other nodes can use it.
 *
 * @param host as other nodes are told, without brackets
 * @param loopback whether it is reachable from this machine only
 */
record ClusterAddress(String host, boolean loopback) {
  private static final String ADVICE = " Give one with --cluster-host that other nodes reach.";

  /** Throws {@link IllegalArgumentException} with one line for the operator. */
  static ClusterAddress of(String given) {
    String host = unbracketed(given);
    List<InetAddress> addresses = resolve(host);
    for (InetAddress address : addresses) {
      refuseUnreachable(host, address);
    }
    boolean loopback = addresses.stream().allMatch(InetAddress::isLoopbackAddress);
    if (!loopback && addresses.stream().anyMatch(InetAddress::isLoopbackAddress)) {
      throw new IllegalArgumentException(
          "the cluster address %s is both of this machine only and not: %s.%s"
              .formatted(host, texts(addresses), ADVICE));
    }
    return new ClusterAddress(host, loopback);
  }

  /** Throws {@link IllegalArgumentException} when the node cannot listen there. */
  void requireHere() {
    if (resolve(host).stream().noneMatch(ClusterAddress::isHere)) {
      throw new IllegalArgumentException(
          "the cluster address %s is not one of this machine's: %s.%s"
              .formatted(host, texts(resolve(host)), ADVICE));
    }
  }

  /** Whether it stands for all addresses of this machine. */
  static boolean isWildcard(String host) {
    return resolve(unbracketed(host)).stream().anyMatch(InetAddress::isAnyLocalAddress);
  }

  /** IPv6 as an address has it, not as a URL does. */
  static String unbracketed(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  private static List<InetAddress> resolve(String host) {
    try {
      if (!host.isBlank()) {
        return List.of(InetAddress.getAllByName(host));
      }
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          "the cluster address %s is no address and no name that resolves.%s"
              .formatted(host, ADVICE),
          e);
    }
    throw new IllegalArgumentException("the cluster address is empty." + ADVICE);
  }

  private static void refuseUnreachable(String host, InetAddress address) {
    String why =
        address.isAnyLocalAddress()
            ? "stands for all addresses of this machine, and is none that others could connect to"
            : address.isLinkLocalAddress()
                ? "is link-local: it means something else on each network card"
                : address.isMulticastAddress() ? "is of a group, not of a machine" : "";
    if (!why.isEmpty()) {
      String shown =
          host.equals(address.getHostAddress()) ? host : host + ", " + address.getHostAddress();
      throw new IllegalArgumentException(
          "the cluster address %s %s.%s".formatted(shown, why, ADVICE));
    }
  }

  private static boolean isHere(InetAddress address) {
    try {
      return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException _) {
      // Then binding will tell.
      return true;
    }
  }

  private static String texts(List<InetAddress> addresses) {
    Stream<String> texts = addresses.stream().map(InetAddress::getHostAddress);
    return String.join(", ", texts.toList());
  }
}
