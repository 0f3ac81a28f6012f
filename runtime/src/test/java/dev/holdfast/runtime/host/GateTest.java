package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.spi.Delivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GateTest {
  private final Gate gate = new Gate(ContractWorld.LIMITS);

  private static Envelope envelope(int bytes) {
    Delivery delivery =
        new Delivery(
            new ObjectId("ledger", "x"),
            new ObjectEvent.MessageReceived(new Ledger.Read()),
            Optional.empty(),
            Delivery.Reach.EITHER,
            "",
            Duration.ofSeconds(1),
            bytes);
    return new Envelope("ledger/x", delivery, _ -> {}, 0);
  }

  @Test
  void what_is_put_back_comes_first_and_counts_again() {
    List<Envelope> all = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      all.add(envelope(100));
      assertThat(gate.offer(all.get(i))).isTrue();
    }
    List<Envelope> batch = gate.take();
    assertThat(batch).containsExactlyElementsOf(all);
    Envelope later = envelope(100);
    gate.offer(later);

    gate.putBack(batch.subList(7, 10));

    List<Envelope> expected = new ArrayList<>(all.subList(7, 10));
    expected.add(later);
    int left = Math.toIntExact(ContractWorld.LIMITS.queueBytesMax()) - 400;
    assertThat(gate.offer(envelope(left + 1))).isFalse();
    assertThat(gate.take()).containsExactlyElementsOf(expected);
    assertThat(gate.isEmpty()).isTrue();
  }

  @Test
  void one_event_larger_than_a_batch_is_a_batch() {
    Envelope large = envelope(ContractWorld.LIMITS.batchBytesMax() + 1);
    gate.offer(large);
    gate.offer(envelope(1));

    assertThat(gate.take()).containsExactly(large);
    assertThat(gate.take()).hasSize(1);
  }

  @Test
  void after_draining_there_is_room_for_everything() {
    int all = Math.toIntExact(ContractWorld.LIMITS.queueBytesMax());
    assertThat(gate.offer(envelope(all))).isTrue();
    assertThat(gate.offer(envelope(1))).isFalse();

    assertThat(gate.drain()).hasSize(1);

    assertThat(gate.isEmpty()).isTrue();
    assertThat(gate.offer(envelope(all))).isTrue();
  }
}
