package dev.holdfast.runtime.host.stored;

/**
 * A stored row does not make sense or was written by a newer version. Names object and sequence.
 */
public final class UnreadableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnreadableException(String message) {
    super(message);
  }

  public UnreadableException(String message, Throwable cause) {
    super(message, cause);
  }
}
