package dev.holdfast.runtime;

/** What became of a question to another object. */
public sealed interface AskOutcome {
  /**
   * It was answered.
   *
   * @param value of the type that the question {@link Asks} for
   */
  record Replied(Object value) implements AskOutcome {}

  /** It was refused; it had no effect. */
  record Refused(Refusal refusal) implements AskOutcome {}

  /**
   * The handler that was asked failed each time; the question is a dead letter of the object that
   * was asked. Should an operator have it tried again, its answer comes too late.
   *
   * @param why for people
   */
  record Failed(String why) implements AskOutcome {}

  /**
   * No answer came in time. The question may have taken effect, and may yet; its answer will not be
   * delivered.
   */
  record TimedOut() implements AskOutcome {}

  /**
   * It was answered with what this node cannot read, as when a newer version wrote it.
   *
   * @param why for people
   */
  record Unreadable(String why) implements AskOutcome {}
}
