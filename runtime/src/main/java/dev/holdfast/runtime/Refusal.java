package dev.holdfast.runtime;

/**
 * Why an object does not do what it was asked. A refused turn leaves no trace.
 *
 * @param detail says what is wrong and what to do; it is shown to the caller
 */
public record Refusal(Kind kind, String detail) {

  /** What is in the way; the edge answers it with the status in brackets. */
  public enum Kind {
    /** What was asked makes no sense (400). */
    INVALID,
    /** This caller may not (403). */
    FORBIDDEN,
    /** What was asked for is not here (404). */
    NOT_FOUND,
    /** The method is not for this path (405). */
    METHOD_NOT_ALLOWED,
    /** The object's state does not allow it (409). */
    CONFLICT,
    /** The version the caller named is not the current one (412). */
    PRECONDITION_FAILED,
    /** It would pass a bound of this object (413). */
    TOO_LARGE
  }

  public static Refusal invalid(String detail) {
    return new Refusal(Kind.INVALID, detail);
  }

  public static Refusal forbidden(String detail) {
    return new Refusal(Kind.FORBIDDEN, detail);
  }

  public static Refusal notFound(String detail) {
    return new Refusal(Kind.NOT_FOUND, detail);
  }

  public static Refusal conflict(String detail) {
    return new Refusal(Kind.CONFLICT, detail);
  }
}
