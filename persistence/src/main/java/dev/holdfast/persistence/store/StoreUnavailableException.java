package dev.holdfast.persistence.store;

/**
 * The store cannot do this now: its queue is full, it is closing, or the database does not answer.
 * Nothing was changed that matters; try again later.
 */
public final class StoreUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StoreUnavailableException(String message) {
    super(message);
  }

  public StoreUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
