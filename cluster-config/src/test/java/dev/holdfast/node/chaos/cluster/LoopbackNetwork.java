package dev.holdfast.node.chaos.cluster;

import java.util.List;

/** Addresses of the machine itself: nothing between nodes can be cut. */
record LoopbackNetwork() implements Network {
  @Override
  public String words() {
    return "loopback addresses (no network namespaces here, so nothing between nodes was cut)";
  }

  @Override
  public String address(int node) {
    return "127.0.0.1";
  }

  @Override
  public String here() {
    return "127.0.0.1";
  }

  @Override
  public List<String> prefix(int node) {
    return List.of();
  }

  @Override
  public boolean canCut() {
    return false;
  }

  @Override
  public void cut(int from, int to) {
    throw new UnsupportedOperationException("loopback cannot be cut. Ask canCut first.");
  }

  @Override
  public void mend(int from, int to) {}

  @Override
  public void close() {}
}
