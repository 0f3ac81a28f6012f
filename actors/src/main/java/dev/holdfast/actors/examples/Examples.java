package dev.holdfast.actors.examples;

import dev.holdfast.runtime.Catalogue;

/** The example objects as a catalogue. */
public final class Examples {
  private Examples() {}

  /** {@code counter} and {@code room}. */
  public static Catalogue catalogue() {
    return Catalogue.of(Counter.TYPE, Room.TYPE, Clock.TYPE);
  }
}
