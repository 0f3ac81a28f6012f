package dev.holdfast.node.chaos.objects;

import dev.holdfast.actors.examples.Examples;
import dev.holdfast.node.Holdfast;
import dev.holdfast.node.exchange.Courier;
import dev.holdfast.runtime.Catalogue;

/** A node of counters, couriers, ringers and rooms, right or with something {@link Planted}. */
public final class ChaosMain {
  /** Of a pair of couriers, every so manieth parcel: a short run has few of each. */
  private static final int DOUBLED_ONE_OF = 2;

  private ChaosMain() {}

  public static void main(String[] args) {
    Planted planted = Planted.here();
    boolean doubles = planted == Planted.DOUBLED_TELL || planted == Planted.EVERYTHING;
    int doubled = doubles ? DOUBLED_ONE_OF : 0;
    Catalogue own =
        Catalogue.of(Tally.type(planted), Ringer.type(), Courier.typeThatDoubles(doubled));
    Holdfast.run(args, own.and(Examples.catalogue()));
  }
}
