package dev.holdfast.runtime;

/** One WebSocket message. */
public sealed interface Frame {
  /** A text message. */
  record Text(String text) implements Frame {}

  /** A binary message; the bytes are not copied, do not write to them. */
  record Binary(byte[] bytes) implements Frame {}

  /** Its size in bytes as it travels. */
  default int size() {
    return switch (this) {
      case Text(String text) -> Utf8Order.byteLength(text);
      case Binary(byte[] bytes) -> bytes.length;
    };
  }
}
