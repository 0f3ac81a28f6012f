package dev.holdfast.node;

import dev.holdfast.http.auth.Cidr;
import dev.holdfast.http.call.AddressPolicy;
import dev.holdfast.http.call.CallLimits;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the configuration says of calls to the outside.
 *
 * @param policy where they may go that do not begin with a setting
 * @param secrets names of those that calls may carry, see {@link CallNames}
 */
record CallSettings(CallLimits limits, AddressPolicy policy, Set<String> secrets) {
  private static final int PORT_MAX = 65_535;

  /** Reads the lists of the configuration; throws {@link NodeConfigException} naming the key. */
  static CallSettings of(
      CallLimits limits, List<String> ports, List<String> networks, List<String> secrets) {
    AddressPolicy policy =
        new AddressPolicy(
            ports.stream().map(CallSettings::port).collect(Collectors.toSet()),
            networks.stream().map(CallSettings::network).toList());
    return new CallSettings(
        limits, policy, CallNames.requireSecrets("holdfast.call-secrets", secrets));
  }

  private static int port(String text) {
    int port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
    if (port < 1 || port > PORT_MAX) {
      throw new NodeConfigException(
          "holdfast.call-ports names '%s'. Use ports from 1 to %d, separated by commas."
              .formatted(text, PORT_MAX));
    }
    return port;
  }

  private static Cidr network(String text) {
    try {
      return Cidr.parse(text);
    } catch (IllegalArgumentException e) {
      throw new NodeConfigException(
          "holdfast.call-networks names '%s'. Use address/bits, such as 10.1.0.0/16, separated by"
                  .formatted(text)
              + " commas.",
          e);
    }
  }
}
