package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Message;

/**
 * A message as it is stored and travels between objects; its receiver reads it.
 *
 * @param kind {@link #TELL}, {@link #REFUSED}, {@link #CALL}, or one of {@link AnswerFormat}
 */
record EncodedMessage(String kind, byte[] bytes) implements Message {
  /** A message of the sender's. */
  static final String TELL = "tell";

  /** Notice that one was refused. */
  static final String REFUSED = "refused";

  /** Result of a call, which an operator has given to its object again. */
  static final String CALL = "call";
}
