package dev.holdfast.persistence.store;

/** The connection broke while an event was being written: it may or may not be in the journal. */
public final class OutcomeUnknownException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public OutcomeUnknownException(String message, Throwable cause) {
    super(message, cause);
  }
}
