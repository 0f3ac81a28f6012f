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
import java.util.Map;

/**
 * One object under test: give it events, look at what it answers. Everything it stores goes through
 * the same deciding, committing and reading back as on a node, in memory and on the caller's
 * thread; time moves only by {@link #advance}. For several objects there is {@link TestNode}.
 *
 * <pre>{@code
 * var counter = ObjectTester.of(Counter.TYPE);
 * assertThat(counter.ask(new Counter.Increment(2))).isEqualTo(2L);
 * counter.sleepAndWake();
 * assertThat(counter.ask(new Counter.Read())).isEqualTo(2L);
 * }</pre>
 *
 * <p>Thread rule: one thread.
 *
 * @param <M> the object's messages
 */
public final class ObjectTester<M extends Message> extends TestObject<M> {
  private final MemoryNode node;

  private ObjectTester(MemoryNode node, ObjectId id) {
    super(() -> node, id, Reach.EITHER);
    this.node = node;
  }

  /** An object named {@code test} of the type, which does not exist yet. */
  public static <M extends Message> ObjectTester<M> of(ObjectType<M> type) {
    return of(type, "test");
  }

  /** An object of the type and name, which does not exist yet. */
  public static <M extends Message> ObjectTester<M> of(ObjectType<M> type, String name) {
    return of(type, name, Limits.DEFAULTS);
  }

  /** An object of the type and name under bounds of the test's own. */
  public static <M extends Message> ObjectTester<M> of(
      ObjectType<M> type, String name, Limits limits) {
    var node = new MemoryNode(Catalogue.of(type), limits, HandClock.START, Map.of());
    return new ObjectTester<>(node, new ObjectId(type.name(), name));
  }

  /** What it asks of the world outside, for the test to answer. */
  public TestCalls calls() {
    return node.calls();
  }

  public Instant now() {
    return node.now();
  }

  /** What {@code ObjectContext.setting(name)} answers from now on. */
  public ObjectTester<M> with(String setting, String value) {
    node.setting(setting, value);
    return this;
  }

  /**
   * Moves time on. Alarms fire at their times, in order; an object that has been idle for its
   * type's time falls asleep.
   */
  public void advance(Duration time) {
    node.host().advance(time);
  }

  /**
   * Lets time pass as with the node down: nothing is woken, and alarms that fall due are missed.
   */
  public void downFor(Duration time) {
    node.host().downFor(time);
  }
}
