package dev.holdfast.runtime.host.stored;

/** The event was certainly not written: it may be tried again. */
public final class NotWrittenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NotWrittenException(String message) {
    super(message);
  }

  public NotWrittenException(String message, Throwable cause) {
    super(message, cause);
  }
}
