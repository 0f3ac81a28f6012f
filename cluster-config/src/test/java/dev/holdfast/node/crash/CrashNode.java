package dev.holdfast.node.crash;

import java.net.URI;

/** A running node that can be killed. */
public interface CrashNode extends AutoCloseable {
  /** Where it serves. */
  URI url();

  /** As {@code kill -9}; returns when the process has ended. */
  void kill();

  /** Tells it to drain, and waits until it has ended. Does nothing to one that was killed. */
  @Override
  void close();

  /** Starts a node on the same data each time, and waits until it serves. */
  @FunctionalInterface
  interface Starter {
    CrashNode start();
  }
}
