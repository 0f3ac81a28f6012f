package dev.holdfast.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.Response;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the edge tries again by itself while objects move. */
class ObjectClientTest {
  private static final ObjectId OBJECT = new ObjectId("scripted", "x");
  private static final Answer MOVES = new Answer.NotDone("the object moves.");
  private static final Answer UNKNOWN = new Answer.OutcomeUnknown();
  private static final Answer AT_LAST = new Answer.Responded(Response.text("at last"));
  private static final Optional<Delivery.RequestId> ID =
      Optional.of(new Delivery.RequestId("test", "1", new byte[0]));

  private final Queue<Answer> script = new ArrayDeque<>();
  private final List<Delivery> asked = new ArrayList<>();

  private Answer deliver(String method, Optional<Delivery.RequestId> id, Answer... answers) {
    return deliver(Duration.ofSeconds(20), method, id, answers);
  }

  private Answer deliver(
      Duration deadline, String method, Optional<Delivery.RequestId> id, Answer... answers) {
    script.addAll(Arrays.asList(answers));
    ObjectClient client =
        new ObjectClient(
            delivery -> {
              asked.add(delivery);
              Answer next = script.size() > 1 ? script.remove() : script.element();
              return CompletableFuture.completedStage(next);
            },
            deadline);
    var event = new ObjectEvent.RequestReceived(Request.of(method, "/", ""));
    return client
        .deliver(OBJECT, event, id, Delivery.Reach.EITHER, "")
        .toCompletableFuture()
        .orTimeout(20, TimeUnit.SECONDS)
        .join();
  }

  @Test
  void what_had_no_effect_is_tried_again() {
    assertThat(deliver("POST", Optional.empty(), MOVES, MOVES, AT_LAST)).isEqualTo(AT_LAST);
  }

  @Test
  void what_may_have_had_an_effect_is_not_tried_again_without_an_id() {
    assertThat(deliver("POST", Optional.empty(), UNKNOWN, AT_LAST)).isEqualTo(UNKNOWN);
  }

  @Test
  void what_may_have_had_an_effect_is_tried_again_under_its_id() {
    assertThat(deliver("POST", ID, UNKNOWN, MOVES, UNKNOWN, AT_LAST)).isEqualTo(AT_LAST);
    assertThat(asked).extracting(Delivery::id).containsOnly(ID);
  }

  @Test
  void what_only_reads_is_tried_again() {
    assertThat(deliver("GET", Optional.empty(), UNKNOWN, AT_LAST)).isEqualTo(AT_LAST);
  }

  @Test
  void all_tries_together_take_no_longer_than_the_caller_waits() {
    Duration deadline = Duration.ofMillis(200);
    assertThat(deliver(deadline, "POST", ID, MOVES)).isEqualTo(MOVES);
    assertThat(asked).hasSizeBetween(2, 4);
    assertThat(asked).allMatch(delivery -> delivery.deadline().compareTo(deadline) <= 0);
  }
}
