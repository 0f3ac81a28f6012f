package dev.holdfast.node;

/** A setting that makes no sense; the message is one line that says what to change. */
public final class NodeConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NodeConfigException(String message) {
    super(message);
  }

  NodeConfigException(String message, Throwable cause) {
    super(message, cause);
  }
}
