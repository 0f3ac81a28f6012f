package dev.holdfast.persistence.store;

import dev.holdfast.runtime.ObjectId;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Object ids as they are in rows. */
final class StoredIds {
  private static final Logger LOG = LoggerFactory.getLogger(StoredIds.class);

  private StoredIds() {}

  /** The id; empty for a text that is none, so that one such row does not hide the others. */
  static Optional<ObjectId> read(String text) {
    try {
      return Optional.of(ObjectId.parse(text));
    } catch (IllegalArgumentException e) {
      LOG.warn("a row is left out, its object has no name that could be: {}", e.getMessage());
      return Optional.empty();
    }
  }
}
