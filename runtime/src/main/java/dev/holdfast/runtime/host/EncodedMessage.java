package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Message;

/**
 * A message as it is stored and travels between objects; its receiver reads it.
 *
 * @param kind {@link #TELL} or {@link #REFUSED}
 */
record EncodedMessage(String kind, byte[] bytes) implements Message {
  /** A message of the sender's. */
  static final String TELL = "tell";

  /** Notice that one was refused. */
  static final String REFUSED = "refused";
}
