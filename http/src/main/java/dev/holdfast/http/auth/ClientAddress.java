package dev.holdfast.http.auth;

import dev.holdfast.runtime.Headers;
import java.net.InetAddress;
import java.util.List;

/**
 * Finds out who really calls. What {@code X-Forwarded-For} and {@code X-Forwarded-Proto} say counts
 * only when a trusted proxy sends them, and of a list of addresses only those that trusted proxies
 * added: the rest is whatever the client made up.
 */
public final class ClientAddress {
  private final List<Cidr> proxies;

  /** Believes those proxies. */
  public ClientAddress(List<Cidr> proxies) {
    this.proxies = List.copyOf(proxies);
  }

  /**
   * The caller.
   *
   * @param address as text, the key of its rate and what logs show
   * @param local whether it is on this machine and no proxy speaks for it
   * @param secure whether it speaks TLS, to us or to the proxy
   */
  public record Client(String address, boolean local, boolean secure) {}

  /** The caller behind a connection from {@code peer}. */
  public Client of(InetAddress peer, boolean tls, Headers headers) {
    if (proxies.isEmpty() || !trusted(peer)) {
      return new Client(peer.getHostAddress(), peer.isLoopbackAddress(), tls);
    }
    boolean secure =
        headers.all("x-forwarded-proto").stream()
            .reduce((first, last) -> last)
            .map(value -> lastOf(value).equalsIgnoreCase("https"))
            .orElse(tls);
    List<String> hops = headers.all("x-forwarded-for");
    if (hops.isEmpty()) {
      return new Client(peer.getHostAddress(), peer.isLoopbackAddress(), secure);
    }
    return new Client(nearestUntrusted(String.join(",", hops), peer), false, secure);
  }

  private String nearestUntrusted(String hops, InetAddress peer) {
    String[] addresses = hops.split(",", -1);
    InetAddress nearest = peer;
    for (int i = addresses.length - 1; i >= 0; i--) {
      try {
        nearest = InetAddress.ofLiteral(addresses[i].strip());
      } catch (IllegalArgumentException madeUp) {
        break;
      }
      if (!trusted(nearest)) {
        break;
      }
    }
    return nearest.getHostAddress();
  }

  private boolean trusted(InetAddress address) {
    for (Cidr proxy : proxies) {
      if (proxy.contains(address)) {
        return true;
      }
    }
    return false;
  }

  private static String lastOf(String list) {
    return list.substring(list.lastIndexOf(',') + 1).strip();
  }
}
