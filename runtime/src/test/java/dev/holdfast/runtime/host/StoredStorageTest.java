package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.KeyRange;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Utf8Order;
import dev.holdfast.runtime.host.stored.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class StoredStorageTest {
  private static final class Plain implements DurableObject<Message> {}

  private static final ValueCodec VALUES = new ValueCodec(ObjectType.of("plain", Plain::new));
  private static final int[] ALPHABET = {'a', 'b', 0x7ff, 0xffff, 0x10000};

  @Test
  void listing_gives_what_a_look_at_every_key_would_give() {
    Random random = new Random(20261121);
    for (int round = 0; round < 3_000; round++) {
      ObjectState state = new ObjectState(new ObjectId("plain", "x"));
      Set<String> keys = new TreeSet<>(Utf8Order.INSTANCE);
      for (int i = random.nextInt(12); i > 0; i--) {
        String key = "k" + text(random);
        keys.add(key);
        state.apply(new Change.KeyPut(key, VALUES.encode(key)));
      }
      KeyRange range =
          new KeyRange(
              random.nextBoolean() ? "" : "k" + text(random),
              random.nextBoolean() ? "" : "k" + text(random),
              random.nextBoolean() ? "" : "k" + text(random),
              random.nextBoolean(),
              1 + random.nextInt(8));
      var listed = new StoredStorage(state, VALUES).list(range, String.class);

      assertThat(listed.keySet())
          .as("%s of %s", range, keys)
          .containsExactlyElementsOf(naive(keys, range));
      assertThat(listed).allSatisfy((key, value) -> assertThat(value).isEqualTo(key));
    }
  }

  private static List<String> naive(Set<String> keys, KeyRange range) {
    List<String> within = new ArrayList<>();
    for (String key : keys) {
      boolean in =
          key.startsWith(range.prefix())
              && Utf8Order.INSTANCE.compare(key, range.start()) >= 0
              && (range.end().isEmpty() || Utf8Order.INSTANCE.compare(key, range.end()) < 0);
      if (in) {
        within.add(key);
      }
    }
    List<String> ordered = range.reverse() ? within.reversed() : within;
    return ordered.subList(0, Math.min(ordered.size(), range.limit()));
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(3); i > 0; i--) {
      text.appendCodePoint(ALPHABET[random.nextInt(ALPHABET.length)]);
    }
    return text.toString();
  }
}
