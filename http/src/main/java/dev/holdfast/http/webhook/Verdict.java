package dev.holdfast.http.webhook;

/** Whether a webhook request is genuine. */
public sealed interface Verdict {
  /** It is. */
  record Genuine() implements Verdict {}

  /** It is not, or nothing proves it (401). {@code detail} is shown to the sender. */
  record Forged(String detail) implements Verdict {}

  /**
   * The node has no secret to check it with (503): never open. {@code detail} says which to set.
   */
  record NotConfigured(String detail) implements Verdict {}
}
