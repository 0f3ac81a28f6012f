package dev.holdfast.http.engine;

import dev.holdfast.http.EdgeLimits;

/** What all connections of an engine have in common. */
final class Service {
  final EdgeLimits limits;
  final Front front;
  final boolean secure;
  private volatile boolean draining;

  Service(EdgeLimits limits, Front front, boolean secure) {
    this.limits = limits;
    this.front = front;
    this.secure = secure;
  }

  /** From now on each connection ends with the answer it is at. */
  void drain() {
    draining = true;
  }

  boolean draining() {
    return draining;
  }
}
