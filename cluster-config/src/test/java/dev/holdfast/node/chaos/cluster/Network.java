package dev.holdfast.node.chaos.cluster;

import java.util.List;

/** Where nodes live, each at an address of its own, and whom they reach. */
public sealed interface Network extends AutoCloseable permits LoopbackNetwork, NamespaceNetwork {
  /** In words, for a report. */
  String words();

  /** The address of a node; {@code 0} is the first. */
  String address(int node);

  /** An address of this program that nodes reach. */
  String here();

  /** What comes before the command that starts a node. */
  List<String> prefix(int node);

  /** Whether the network between nodes can be cut. */
  boolean canCut();

  /** Nothing that one node sends reaches the other any more; what comes back does. */
  void cut(int from, int to);

  /** Undoes {@link #cut}. */
  void mend(int from, int to);

  /** Both directions. */
  default void part(int one, int other) {
    cut(one, other);
    cut(other, one);
  }

  /** Undoes {@link #part}. */
  default void join(int one, int other) {
    mend(one, other);
    mend(other, one);
  }

  /** Leaves nothing behind on the machine. */
  @Override
  void close();

  /** Namespaces where the machine allows them, else loopback addresses. */
  static Network of(int nodes) {
    return NamespaceNetwork.isPossible() ? new NamespaceNetwork(nodes) : new LoopbackNetwork();
  }
}
