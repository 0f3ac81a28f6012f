package dev.holdfast.runtime.host.stored;

/**
 * Another event already has this object's next sequence number: this activation is stale and its
 * commit was certainly not written.
 */
public final class FencedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public FencedException(String message) {
    super(message);
  }

  public FencedException(String message, Throwable cause) {
    super(message, cause);
  }
}
