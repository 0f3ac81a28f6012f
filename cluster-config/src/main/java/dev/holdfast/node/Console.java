package dev.holdfast.node;

/** What the person who started the node sees; everything else is logged. */
final class Console {
  private Console() {}

  /** On standard output, which holds nothing else: scripts read it. */
  static void say(String line) {
    System.out.println(line);
  }

  /** On standard error: one line for a node that cannot go on. */
  static void complain(String line) {
    System.err.println("holdfast: " + line);
  }
}
