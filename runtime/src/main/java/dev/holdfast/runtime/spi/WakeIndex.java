package dev.holdfast.runtime.spi;

import dev.holdfast.runtime.ObjectId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * When objects want to be woken: at most one row an object, written in the transaction of the event
 * that changes it. A row is never later than what its object needs; it may be earlier.
 *
 * <p>Thread rule: callable from any thread; nothing blocks.
 */
public interface WakeIndex {
  /**
   * How many slices there are: enough that they can be shared out evenly over many nodes. Part of
   * what is stored.
   */
  int SLICES = 1_024;

  /**
   * The slice that an object is in, from 0: part of what is stored, too.
   *
   * @param object its id as text
   */
  static int sliceOf(String object) {
    return Math.floorMod(object.hashCode(), SLICES);
  }

  /** An object that is to be woken at that time. */
  record Due(ObjectId object, Instant at) {}

  /**
   * Slices of the index: the work of waking is shared out by them.
   *
   * @param from the first one
   * @param to the first one that is not part of it
   */
  record Slices(int from, int to) {}

  /**
   * What waits in the index.
   *
   * @param pending objects that are to be woken some time, of whatever type; past a hundred
   *     thousand an estimate
   * @param due those of known types whose time has passed
   * @param overdue how long ago the earliest of them was due; zero when there is none
   * @param unknown objects of types that are not known, which nobody wakes, by type; of at most 20
   *     types, and no type with more than a hundred thousand
   */
  record Census(long pending, long due, Duration overdue, Map<String, Long> unknown) {}

  /** Rows of objects of these types that are due up to that time, the earliest first. */
  CompletionStage<List<Due>> due(Slices slices, Set<String> types, Instant upTo, int limit);

  /**
   * Counts what is in it.
   *
   * @param types those that are known
   */
  CompletionStage<Census> census(Set<String> types, Instant now);

  /**
   * Sets the row of an object apart from an event, unless a later event than {@code sequence} has.
   *
   * @param at empty when the object needs not be woken
   * @param alarm which of its alarms is due then, for operators; empty without one
   */
  CompletionStage<Void> correct(ObjectId object, long sequence, Optional<Instant> at, String alarm);
}
