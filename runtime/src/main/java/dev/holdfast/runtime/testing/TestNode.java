package dev.holdfast.runtime.testing;

import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.host.HandClock;
import dev.holdfast.runtime.spi.Delivery.Reach;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A whole node in memory for JUnit Jupiter, fresh for each test: objects of all its types, under a
 * clock that moves only when told to. Objects decide, commit and are read back as on a node, on the
 * test's thread; neither actors nor a database are started.
 *
 * <pre>{@code
 * @RegisterExtension final TestNode node = TestNode.of(Feed.TYPE, Report.TYPE);
 *
 * @Test
 * void a_feed_is_read_every_quarter_of_an_hour() {
 *   var feed = node.object(Feed.TYPE, "news");
 *   feed.send(new Feed.Follow());
 *   node.advance(Duration.ofDays(1));
 *   assertThat(feed.ask(new Feed.TimesRead())).isEqualTo(96L);
 * }
 * }</pre>
 *
 * <p>To the error of a test that fails it adds, as suppressed, what happened on the node: the
 * newest turns, and the alarms that are set.
 *
 * <p>A call that makes alarms fire without end fails with {@link IllegalStateException}: after
 * 100,000 at one instant, or 1,000,000 in all.
 *
 * <p>Thread rule: one thread. Tests that run in parallel each need their own: use an instance
 * field.
 */
public final class TestNode implements BeforeEachCallback, AfterEachCallback {
  /** Where the clock of each test begins unless told otherwise: a Thursday, midnight UTC. */
  public static final Instant START = HandClock.START;

  private final Catalogue catalogue;
  private final Map<String, String> settings = new HashMap<>();
  private Instant start = START;
  private Limits limits = Limits.DEFAULTS;
  private @Nullable MemoryNode node;

  private TestNode(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /** A node that runs these types. */
  public static TestNode of(ObjectType<?>... types) {
    return of(Catalogue.of(types));
  }

  /** A node that runs the types of the catalogue. */
  public static TestNode of(Catalogue catalogue) {
    return new TestNode(catalogue);
  }

  /** Where the clock of each test begins. Must come before the node is used. */
  public TestNode startingAt(Instant time) {
    requireUnused("startingAt");
    start = time;
    return this;
  }

  /** Bounds of the test's own. Must come before the node is used. */
  public TestNode with(Limits bounds) {
    requireUnused("with(Limits)");
    limits = bounds;
    return this;
  }

  private void requireUnused(String what) {
    if (node != null) {
      throw new IllegalStateException(
          "the node is in use already. Call %s where it is made.".formatted(what));
    }
  }

  /**
   * What {@code ObjectContext.setting(name)} answers from now on: for every test where the node is
   * made, for the rest of the test within one.
   */
  public TestNode with(String setting, String value) {
    if (node == null) {
      settings.put(setting, value);
    } else {
      node.setting(setting, value);
    }
    return this;
  }

  /**
   * An object, whether it exists or not. Throws {@link IllegalArgumentException} for a bad name.
   */
  public <M extends Message> TestObject<M> object(ObjectType<M> type, String name) {
    return reached(type.name(), name);
  }

  /** An object by the name of its type, for types whose constant the test cannot see. */
  public TestObject<Message> object(String type, String name) {
    return reached(type, name);
  }

  private <M extends Message> TestObject<M> reached(String type, String name) {
    if (catalogue.type(type).isEmpty()) {
      throw new IllegalArgumentException(
          "this node runs no type '%s'. Give it to TestNode.of.".formatted(type));
    }
    return new TestObject<>(this::running, new ObjectId(type, name), Reach.EITHER);
  }

  /** What its objects ask of the world outside, for the test to answer. */
  public TestCalls calls() {
    return running().calls();
  }

  public Instant now() {
    return running().now();
  }

  /**
   * Moves time on. Every alarm that falls due fires, of all objects, in the order of their times
   * (objects with alarms at the same one by type and name), the clock standing at each one's time;
   * those that are set meanwhile too. Objects fall asleep when they were idle for their type's
   * time.
   *
   * @param time from 0; anything less throws {@link IllegalArgumentException}
   */
  public void advance(Duration time) {
    running().host().advance(checked(time));
  }

  /** Moves time on as {@link #advance} does, to a time that is not past. */
  public void advanceTo(Instant time) {
    advance(Duration.between(now(), time));
  }

  /**
   * The node goes down as by {@code kill -9} and is started again after this time. Alarms that fell
   * due meanwhile fire late, before this returns.
   *
   * @param time from 0; anything less throws {@link IllegalArgumentException}
   */
  public void downFor(Duration time) {
    running().restart(checked(time));
  }

  /**
   * The node goes down as by {@code kill -9} and is started again at once: objects are read back
   * from what they stored, sockets are closed.
   */
  public void restart() {
    downFor(Duration.ZERO);
  }

  private static Duration checked(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException(
          "the clock never goes back, so it cannot move by %s.".formatted(time));
    }
    return time;
  }

  private MemoryNode running() {
    MemoryNode current = node == null ? new MemoryNode(catalogue, limits, start, settings) : node;
    node = current;
    return current;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    node = null;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    MemoryNode ended = node;
    node = null;
    if (ended != null) {
      context
          .getExecutionException()
          .ifPresent(failure -> failure.addSuppressed(new WhatHappened(ended.story())));
    }
  }

  /** Not thrown: says beside a test's own error what its node did. */
  private static final class WhatHappened extends RuntimeException {
    WhatHappened(String story) {
      super(story, null, false, false);
    }
  }
}
