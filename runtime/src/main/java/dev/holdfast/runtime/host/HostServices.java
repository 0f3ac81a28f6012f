package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.spi.SocketHub;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What deciding a batch needs of its node.
 *
 * @param types by name; not to be changed any more
 * @param catalogue what those types were made from
 * @param clock the time of day, made never to go back
 * @param ticker the monotonic clock, in nanoseconds
 * @param settings what {@code ObjectContext.setting} answers
 * @param hub the node's own hub
 * @param journal keeps counts and the newest turns for people
 * @param errors bounds what errors may write into the log
 * @param overrun tells the next activation what the last one was given up for
 */
record HostServices(
    Map<String, TypeRuntime<?>> types,
    Catalogue catalogue,
    Limits limits,
    InstantSource clock,
    LongSupplier ticker,
    Map<String, String> settings,
    SocketHub hub,
    TurnJournal journal,
    RepeatedErrors errors,
    OverrunEvents overrun) {

  HostServices {
    clock = new SteadyClock(clock);
  }

  static HostServices of(Map<String, TypeRuntime<?>> types, NodeParts parts) {
    return new HostServices(
        types,
        parts.catalogue(),
        parts.limits(),
        parts.clock(),
        parts.ticker(),
        parts.settings(),
        parts.hub(),
        new TurnJournal());
  }

  HostServices(
      Map<String, TypeRuntime<?>> types,
      Catalogue catalogue,
      Limits limits,
      InstantSource clock,
      LongSupplier ticker,
      Map<String, String> settings,
      SocketHub hub,
      TurnJournal journal) {
    this(
        types,
        catalogue,
        limits,
        clock,
        ticker,
        settings,
        hub,
        journal,
        new RepeatedErrors(ticker),
        new OverrunEvents());
  }
}
