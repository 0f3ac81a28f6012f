package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.Committed;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** When which object wants to be woken, in memory, in order of time and then of name. */
final class WakeList {
  /** An object that wants to be woken at that time. */
  record Wake(Instant at, ObjectId object) {}

  private static final Comparator<Wake> ORDER =
      Comparator.comparing(Wake::at).thenComparing(wake -> wake.object().toString());

  private final Map<ObjectId, Wake> byObject = new HashMap<>();
  private final NavigableSet<Wake> byTime = new TreeSet<>(ORDER);

  void moved(ObjectId object, Committed.NextWake next) {
    Wake before = byObject.remove(object);
    if (before != null) {
      byTime.remove(before);
    }
    if (next.at().isPresent()) {
      Wake wake = new Wake(next.at().get(), object);
      byObject.put(object, wake);
      byTime.add(wake);
    }
  }

  boolean contains(Wake wake) {
    return byTime.contains(wake);
  }

  /** The first one up to that time whose object is not among the held. */
  Optional<Wake> next(Instant upTo, Set<ObjectId> held) {
    for (Wake wake : byTime) {
      if (wake.at().isAfter(upTo)) {
        break;
      }
      if (!held.contains(wake.object())) {
        return Optional.of(wake);
      }
    }
    return Optional.empty();
  }
}
