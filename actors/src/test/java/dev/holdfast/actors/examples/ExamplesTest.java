package dev.holdfast.actors.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.ObjectType;
import org.junit.jupiter.api.Test;

class ExamplesTest {
  @Test
  void the_catalogue_holds_the_examples_of_the_contract() {
    assertThat(Examples.catalogue().types())
        .extracting(ObjectType::name)
        .containsExactly("counter", "room", "clock");
  }
}
