package dev.holdfast.node.exchange;

import dev.holdfast.node.Holdfast;
import dev.holdfast.runtime.Catalogue;

/** A node of couriers, as a project of one's own would start it. */
public final class CourierMain {
  private CourierMain() {}

  public static void main(String[] args) {
    Holdfast.run(args, Catalogue.of(Courier.TYPE));
  }
}
