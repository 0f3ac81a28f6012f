package dev.holdfast.actors.chitty;

import dev.holdfast.runtime.Catalogue;

/** The family of connected contexts as a catalogue. */
public final class Sessions {
  private Sessions() {}

  /** {@code session}, {@code session-owner} and {@code session-stats}. */
  public static Catalogue catalogue() {
    return Catalogue.of(ChittySession.TYPE, SessionOwner.TYPE, SessionStats.TYPE);
  }
}
