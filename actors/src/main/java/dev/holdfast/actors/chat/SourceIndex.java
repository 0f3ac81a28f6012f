package dev.holdfast.actors.chat;

import dev.holdfast.runtime.KeyRange;
import dev.holdfast.runtime.Storage;
import dev.holdfast.runtime.StorageKey;
import dev.holdfast.runtime.Turn;
import java.util.Optional;

/**
 * Finds the entry of a channel's message by the channel's number of it, so that an edit can name
 * what it changes. Holds the messages with the largest numbers; a channel counts upwards, so those
 * are the newest.
 */
final class SourceIndex {
  /** Messages kept. People edit what they wrote last; each costs a key of 27 bytes in memory. */
  static final int MESSAGES_MAX = 256;

  /** Digits of the largest {@code long}. */
  private static final int DIGITS = 19;

  private static final KeyRange ALL = KeyRange.prefix("seq-of/");

  private SourceIndex() {}

  /** The number of the message's entry, where the index holds it. */
  static Optional<Long> find(Storage storage, long messageId) {
    return storage.get(key(messageId));
  }

  /**
   * Adds the message to the index in this turn, dropping the smallest number when it is full.
   *
   * @param indexed how many messages it holds
   * @return how many it holds then
   */
  static int add(Turn turn, Storage storage, int indexed, long messageId, long seq) {
    StorageKey<Long> key = key(messageId);
    if (storage.get(key).isPresent()) {
      turn.put(key, seq);
      return indexed;
    }
    if (indexed < MESSAGES_MAX) {
      turn.put(key, seq);
      return indexed + 1;
    }
    String smallest = storage.list(ALL.limit(1), Long.class).keySet().iterator().next();
    if (smallest.compareTo(key.name()) < 0) {
      turn.delete(StorageKey.of(smallest, Long.class)).put(key, seq);
    }
    return indexed;
  }

  /** Padded, so that the keys sort as the numbers do. */
  private static StorageKey<Long> key(long messageId) {
    String digits = Long.toString(messageId);
    return StorageKey.of(ALL.prefix() + "0".repeat(DIGITS - digits.length()) + digits, Long.class);
  }
}
