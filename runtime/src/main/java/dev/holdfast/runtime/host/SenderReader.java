package dev.holdfast.runtime.host;

import dev.holdfast.runtime.host.stored.Change;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Has read what senders stored: of those without a mark, to know whether their messages took
 * effect; of the least recently heard, while there are too many, to forget them.
 *
 * <p>Thread rule: confined, like the activation it belongs to.
 */
final class SenderReader {
  /** Of one object at once: their whole states are in memory while they are read. */
  static final int AT_ONCE_MAX = 16;

  private final Consumer<String> read;
  private final Set<String> reading = new HashSet<>();
  private final List<SenderBooks> arrived = new ArrayList<>();
  private final Map<String, SenderBooks> forgettable = new LinkedHashMap<>();

  /**
   * @param read has a sender read; what came of it is given to {@link #arrived}
   */
  SenderReader(Consumer<String> read) {
    this.read = read;
  }

  /** After events were decided: has read whom they ask for, and who is to be forgotten. */
  void look(Inbox inbox, int sendersMax) {
    inbox.takeUnknown().forEach(this::begin);
    int room = AT_ONCE_MAX - reading.size() - forgettable.size();
    int tooMany = inbox.count() - sendersMax - forgettable.size();
    if (room > 0 && tooMany > 0) {
      inbox.leastRecentlyHeard(Math.min(room, tooMany)).forEach(this::begin);
    }
  }

  private void begin(String sender) {
    // One that finds no room is asked for again: its message is sent until it is answered.
    if (reading.size() < AT_ONCE_MAX && reading.add(sender)) {
      read.accept(sender);
    }
  }

  /** What a sender has stored; empty where that could not be read. */
  void arrived(String sender, Optional<SenderBooks> books) {
    reading.remove(sender);
    books.ifPresent(arrived::add);
  }

  /** Before events are decided: hands over what was read, and says what is to be forgotten. */
  List<Change> handOver(Inbox inbox, int sendersMax) {
    for (SenderBooks books : arrived) {
      if (inbox.read(books) && inbox.count() - forgettable.size() > sendersMax) {
        forgettable.put(books.sender(), books);
      }
    }
    arrived.clear();
    if (forgettable.isEmpty()) {
      return List.of();
    }
    List<Change> changes = new ArrayList<>(forgettable.size() + 1);
    Instant newest = Instant.MIN;
    for (SenderBooks books : forgettable.values()) {
      newest = books.at().isAfter(newest) ? books.at() : newest;
      changes.add(new Change.SenderForgotten(books.sender(), books.clearedUpTo()));
    }
    // First: no state ever has a sender forgotten and not the time of it.
    changes.addFirst(new Change.SendersForgottenUpTo(newest));
    return changes;
  }

  /** Whether something is being read, or was and is yet to be written down. */
  boolean isBusy() {
    return !reading.isEmpty() || isUnsettled();
  }

  /** Whether something was read that the next commit may say. */
  boolean isUnsettled() {
    return !arrived.isEmpty() || !forgettable.isEmpty();
  }

  /** A commit says that these are forgotten. */
  void committed(List<Change> changes) {
    if (!forgettable.isEmpty()) {
      for (Change change : changes) {
        if (change instanceof Change.SenderForgotten(String sender, long _)) {
          forgettable.remove(sender);
        }
      }
    }
  }
}
