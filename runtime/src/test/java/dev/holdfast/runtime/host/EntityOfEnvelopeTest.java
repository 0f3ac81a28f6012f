package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.spi.WakeIndex;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EntityOfEnvelopeTest {
  @Test
  void an_object_is_in_the_shard_to_which_its_slice_of_the_wake_index_belongs() {
    EntityOfEnvelope extractor = new EntityOfEnvelope();
    IntStream.range(0, 10_000)
        .mapToObj(i -> "counter/" + i)
        .forEach(entity -> {
          int shard = Integer.parseInt(extractor.shardId(entity));
          WakeIndex.Slices slices = EntityOfEnvelope.slices(shard);
          assertThat(WakeIndex.sliceOf(entity)).isBetween(slices.from(), slices.to() - 1);
        });
  }

  @Test
  void every_slice_belongs_to_one_shard() {
    int next = 0;
    for (int shard = 0; shard < EntityOfEnvelope.SHARDS; shard++) {
      WakeIndex.Slices slices = EntityOfEnvelope.slices(shard);
      assertThat(slices.from()).isEqualTo(next);
      assertThat(slices.to()).isGreaterThan(next);
      next = slices.to();
    }
    assertThat(next).isEqualTo(WakeIndex.SLICES);
  }
}
