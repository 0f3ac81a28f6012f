package dev.holdfast.bench.contender;

import dev.holdfast.node.Holdfast;
import dev.holdfast.runtime.Catalogue;

/** A node of {@link Sleeper sleepers}, started as a project of one's own would start it. */
public final class SleeperMain {
  private SleeperMain() {}

  public static void main(String[] arguments) {
    Holdfast.run(arguments, Catalogue.of(Sleeper.TYPE));
  }
}
