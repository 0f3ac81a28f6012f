package dev.holdfast.http.engine;

import dev.holdfast.http.EdgeLimits;
import dev.holdfast.http.socket.HeldBytes;
import io.netty.handler.codec.http.HttpDecoderConfig;

/** What all connections of an engine have in common. */
final class Service {
  final EdgeLimits limits;
  final Front front;
  final boolean secure;
  final HttpDecoderConfig decoding;

  /** What has come of messages whose end has not. */
  final HeldBytes unfinished;

  private volatile boolean draining;

  Service(EdgeLimits limits, Front front, boolean secure) {
    this.limits = limits;
    this.front = front;
    this.secure = secure;
    this.unfinished = new HeldBytes(limits.sockets().heldBytes() / 2);
    this.decoding = RequestDecoder.config(limits);
  }

  /** From now on each connection ends with the answer it is at. */
  void drain() {
    draining = true;
  }

  boolean draining() {
    return draining;
  }
}
