package dev.holdfast.http.socket;

import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.SocketRules;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a hub knows of the types of objects. Immutable, but for what is counted. */
final class HubTypes {
  private final Map<String, SocketsOfType> known = new HashMap<>();

  /** Names that no type has come from outside: they share one, so that there is a bound. */
  private final SocketsOfType others;

  HubTypes(Catalogue catalogue, SocketLimits limits) {
    for (ObjectType<?> type : catalogue.types()) {
      known.put(type.name(), new SocketsOfType(type.name(), type.sockets(), limits));
    }
    others = new SocketsOfType("", SocketRules.DEFAULTS, limits);
  }

  SocketsOfType of(String type) {
    return known.getOrDefault(type, others);
  }

  List<SocketVitals> vitals() {
    return Stream.concat(known.values().stream(), Stream.of(others))
        .map(SocketsOfType::vitals)
        .filter(vitals -> !vitals.type().isEmpty() || vitals.framesOut() + vitals.open() > 0)
        .toList();
  }
}
