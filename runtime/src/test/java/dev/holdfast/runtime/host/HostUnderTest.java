package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.spi.AlarmVitals;
import dev.holdfast.runtime.spi.NodeVitals.Counters;
import dev.holdfast.runtime.spi.ObjectGateway;
import java.time.Duration;

/** A host as the contract sees it. */
public interface HostUnderTest extends AutoCloseable {
  ObjectGateway gateway();

  Counters counters();

  AlarmVitals alarms();

  /** Moves time on; what is due then is fired, now or soon. */
  void advance(Duration time);

  /** Asks objects to leave memory that have been idle for their time. */
  void sweep();

  /** Returns once every object has left memory; their idle times have passed. */
  void awaitAllAsleep();

  /** Whether the object, the only one of its type, is in memory. */
  boolean isAwake(ObjectId only);

  @Override
  void close();
}
