package dev.holdfast.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TurnTest {
  private static final StorageKey<Long> KEY = StorageKey.of("key", Long.class);
  private static final SocketId SOCKET = new SocketId("hub", "1");

  record Ask() implements Asks<Long> {}

  @Test
  void a_refused_turn_decides_nothing_else() {
    Turn refused = Turn.refuse(Refusal.invalid("no"));

    assertThatIllegalStateException().isThrownBy(() -> refused.put(KEY, 1L));
    assertThat(refused.effects()).isEmpty();
    assertThat(refused.refusal()).isPresent();
  }

  @Test
  void effects_stay_in_the_order_they_were_decided() {
    Turn turn = Turn.draft().put(KEY, 1L).delete(KEY).reply(new Ask(), 2L);

    assertThat(turn.effects())
        .containsExactly(new Effect.Put<>(KEY, 1L), new Effect.Delete("key"), new Effect.Reply(2L));
  }

  @Test
  void a_turn_decides_a_bounded_number_of_things() {
    Turn turn = Turn.draft();
    for (int i = 0; i < Limits.TURN_EFFECTS_MAX; i++) {
      turn.put(KEY, 1L);
    }

    assertThatIllegalStateException()
        .isThrownBy(() -> turn.put(KEY, 1L))
        .withMessageContaining("at most 10000");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 999, 1001, 1005, 1006, 2999, 5000, -1})
  void close_codes_that_are_not_for_applications_are_refused(int code) {
    assertThatIllegalArgumentException().isThrownBy(() -> Turn.draft().close(SOCKET, code, ""));
    assertThat(Turn.draft().close(SOCKET, 1000, "").close(SOCKET, 4999, "").effects()).hasSize(2);
  }

  @Test
  void tags_and_attachments_are_bounded() {
    Set<String> eleven = IntStream.range(0, 11).mapToObj(i -> "t" + i).collect(Collectors.toSet());

    assertThatIllegalArgumentException().isThrownBy(() -> Turn.draft().retag(SOCKET, eleven));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Turn.draft().retag(SOCKET, Set.of("x".repeat(257))));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Turn.draft().attach(SOCKET, new byte[16_385]));
    assertThat(Turn.draft().attach(SOCKET, new byte[16_384]).effects()).hasSize(1);
  }

  @Test
  void pages_are_clamped_to_1_to_1000_entries() {
    Log<String> log = Log.of("log", String.class);

    assertThat(Turn.draft().respondPage(log, 0, 0, "m").effects())
        .containsExactly(new Effect.RespondPage(log, 0, 1, "m"));
    assertThat(Turn.draft().respondPage(log, 0, 5_000, "m").effects())
        .containsExactly(new Effect.RespondPage(log, 0, 1_000, "m"));
  }

  @Test
  void keys_have_1_to_2048_bytes() {
    assertThat(StorageKey.of("\u20ac".repeat(682), Long.class).name()).hasSize(682);
    assertThatIllegalArgumentException().isThrownBy(() -> StorageKey.of("", Long.class));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StorageKey.of("\u20ac".repeat(683), Long.class));
  }
}
