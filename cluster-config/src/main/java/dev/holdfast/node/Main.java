package dev.holdfast.node;

import dev.holdfast.actors.chat.Chats;
import dev.holdfast.actors.chitty.Sessions;
import dev.holdfast.actors.examples.Examples;
import dev.holdfast.runtime.Catalogue;

/**
 * The node that {@code ./holdfast} starts: chats and connected contexts, and the example objects if
 * they are on.
 */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Holdfast.exit(Holdfast.command(Main::catalogue, args));
  }

  private static Catalogue catalogue(NodeConfig config) {
    Catalogue always = Chats.catalogue().and(Sessions.catalogue());
    return config.examples() ? always.and(Examples.catalogue()) : always;
  }
}
