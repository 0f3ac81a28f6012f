package dev.holdfast.node.chaos.cluster;

import java.util.List;

/**
 * A network namespace for each node, all on one bridge with this program. A direction is cut by
 * giving the other's address a hardware address that nobody has: what is sent gets lost without a
 * word, as on a cable that is pulled, and needs no packet filter.
 */
final class NamespaceNetwork implements Network {
  private static final String NOBODY = "02:00:00:00:00:01";
  private static final int HERE = 254;

  private final String name;
  private final String subnet;
  private final int nodes;
  private final Thread atEnd = new Thread(this::remove, "remove-namespaces");

  NamespaceNetwork(int nodes) {
    long pid = ProcessHandle.current().pid();
    // Two runs at a time on one machine get networks of their own, but for one chance in 200.
    this.name = "hf" + Long.toString(pid % 46_656, 36);
    this.subnet = "10.213." + (pid % 200 + 20) + ".";
    this.nodes = nodes;
    Runtime.getRuntime().addShutdownHook(atEnd);
    Command.run("ip", "link", "add", bridge(), "type", "bridge");
    Command.run("ip", "addr", "add", here() + "/24", "dev", bridge());
    Command.run("ip", "link", "set", bridge(), "up");
    for (int node = 0; node < nodes; node++) {
      add(node);
    }
  }

  private void add(int node) {
    String space = space(node);
    String outside = name + "v" + node;
    Command.run("ip", "netns", "add", space);
    Command.run(
        "ip", "link", "add", outside, "type", "veth", "peer", "name", "eth0", "netns", space);
    Command.run("ip", "link", "set", outside, "master", bridge(), "up");
    Command.run("ip", "-n", space, "addr", "add", address(node) + "/24", "dev", "eth0");
    Command.run("ip", "-n", space, "link", "set", "eth0", "up");
    Command.run("ip", "-n", space, "link", "set", "lo", "up");
  }

  /** Whether this program may make namespaces, tried with one of its own. */
  static boolean isPossible() {
    String tried = "hfp" + ProcessHandle.current().pid();
    String veth = "hfp" + ProcessHandle.current().pid() % 100_000 + "v";
    if (!Command.runs("ip", "netns", "add", tried)) {
      return false;
    }
    boolean linked =
        Command.runs(
            "ip", "link", "add", veth, "type", "veth", "peer", "name", "eth0", "netns", tried);
    boolean bridged = Command.runs("ip", "link", "add", veth + "b", "type", "bridge");
    Command.runs("ip", "link", "del", veth + "b");
    Command.runs("ip", "netns", "del", tried);
    return linked && bridged;
  }

  private String bridge() {
    return name + "b";
  }

  private String space(int node) {
    return name + "n" + node;
  }

  @Override
  public String words() {
    return "network namespaces";
  }

  @Override
  public String address(int node) {
    return subnet + (node + 1);
  }

  @Override
  public String here() {
    return subnet + HERE;
  }

  @Override
  public List<String> prefix(int node) {
    return List.of("ip", "netns", "exec", space(node));
  }

  @Override
  public boolean canCut() {
    return true;
  }

  @Override
  public void cut(int from, int to) {
    Command.run(
        "ip",
        "-n",
        space(from),
        "neigh",
        "replace",
        address(to),
        "lladdr",
        NOBODY,
        "nud",
        "permanent",
        "dev",
        "eth0");
  }

  @Override
  public void mend(int from, int to) {
    Command.runs("ip", "-n", space(from), "neigh", "del", address(to), "dev", "eth0");
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(atEnd);
    remove();
  }

  /** With a namespace go its devices and the other ends of them. */
  private void remove() {
    for (int node = 0; node < nodes; node++) {
      Command.runs("ip", "netns", "del", space(node));
    }
    Command.runs("ip", "link", "del", bridge());
  }
}
