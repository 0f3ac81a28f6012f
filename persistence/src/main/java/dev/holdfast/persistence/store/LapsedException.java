package dev.holdfast.persistence.store;

/** The node's lease has lapsed: the statement was not sent. */
final class LapsedException extends Exception {
  private static final long serialVersionUID = 1;

  LapsedException() {
    super("the node's lease has lapsed", null, false, false);
  }
}
