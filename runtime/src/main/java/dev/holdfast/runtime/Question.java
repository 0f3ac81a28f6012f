package dev.holdfast.runtime;

/**
 * A question of another object, to be answered in this turn or in a later one, see {@link
 * ObjectContext#question} and {@link Turn#answer}. It may be stored, and passed on: whoever has it
 * may answer, and the first answer counts.
 *
 * @param asker type and name of the object that asks
 * @param number which of its questions
 */
@Stored("question")
public record Question(String asker, long number) {
  /** Throws {@link IllegalArgumentException} for what is no object's id. */
  public Question {
    ObjectId.parse(asker);
  }

  /** Who asks. */
  public ObjectId askerId() {
    return ObjectId.parse(asker);
  }
}
