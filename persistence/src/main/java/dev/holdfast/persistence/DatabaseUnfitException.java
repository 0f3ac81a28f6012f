package dev.holdfast.persistence;

/**
 * The database cannot be used as it is: unreachable, wrong password, too old, not durable, or newer
 * than this program. The message is one line for the operator and says what to do.
 */
public final class DatabaseUnfitException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DatabaseUnfitException(String message) {
    super(message);
  }

  public DatabaseUnfitException(String message, Throwable cause) {
    super(message, cause);
  }
}
