package dev.holdfast.runtime.host;

/**
 * Ends a turn that wants to know sockets of which this node has no list yet. The turn is decided
 * again once the lists are there; handlers perform nothing, so nothing of it is left. An error, so
 * that handlers which catch what goes wrong do not catch it.
 */
final class ListsMissing extends Error {
  private static final long serialVersionUID = 1;

  ListsMissing() {
    super("the sockets at other nodes are not known yet", null, false, false);
  }
}
