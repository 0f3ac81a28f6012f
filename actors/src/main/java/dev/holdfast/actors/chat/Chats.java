package dev.holdfast.actors.chat;

import dev.holdfast.runtime.Catalogue;

/** The chat family as a catalogue. */
public final class Chats {
  private Chats() {}

  /** {@code chat}. */
  public static Catalogue catalogue() {
    return Catalogue.of(ChatSession.TYPE);
  }
}
