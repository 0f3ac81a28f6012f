package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.Response;
import dev.holdfast.runtime.StorageKey;
import dev.holdfast.runtime.Turn;
import dev.holdfast.runtime.spi.CommittedState;
import dev.holdfast.runtime.spi.Delivery;
import dev.holdfast.runtime.testing.TestCalls;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StoredKeysTest {
  private static final StorageKey<String> TEXT = StorageKey.of("text", String.class);
  private static final ObjectType<Message> NOTES = ObjectType.of("notes", Notes::new);
  private static final ObjectId ID = new ObjectId("notes", "one");

  private final MemoryStore store = new MemoryStore();
  private final HandClock clock = new HandClock();
  private final DeterministicHost host =
      new DeterministicHost(
          Catalogue.of(NOTES),
          Limits.DEFAULTS,
          clock,
          store,
          new ContractHub(),
          new TestCalls(),
          Map.of());
  private final StoredKeys keys = new StoredKeys(store, Catalogue.of(NOTES));

  /** Keeps what it is sent; {@code DELETE} destroys it. */
  private static final class Notes implements DurableObject<Message> {
    @Override
    public Turn onRequest(Request request, ObjectContext context) {
      Turn turn = Turn.draft();
      return (request.method().equals("DELETE") ? turn.destroy() : turn.put(TEXT, request.text()))
          .respond(Response.text("done"));
    }
  }

  @Test
  void what_was_committed_is_read_without_waking_the_object() {
    send("POST", "first");
    host.advance(Duration.ofSeconds(5));
    send("POST", "second");
    host.sleep(ID);
    CommittedState.Keys read = read().orElseThrow();
    assertThat(read.storage().get(TEXT)).hasValue("second");
    assertThat(read.storage().size()).isEqualTo(1);
    assertThat(read.at()).isEqualTo(HandClock.START.plusSeconds(5));
    assertThat(host.isAwake(ID)).isFalse();
  }

  @Test
  void an_object_that_does_not_exist_or_was_destroyed_has_none() {
    assertThat(read()).isEmpty();
    send("POST", "text");
    assertThat(read()).isPresent();
    send("DELETE", "");
    assertThat(read()).isEmpty();
  }

  @Test
  void a_type_that_is_not_there_is_a_mistake() {
    assertThatThrownBy(() -> keys.read(new ObjectId("other", "one")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("other");
  }

  private Optional<CommittedState.Keys> read() {
    return keys.read(ID).toCompletableFuture().join();
  }

  private void send(String method, String text) {
    var event = new ObjectEvent.RequestReceived(Request.of(method, "/", text));
    host.deliver(
            new Delivery(
                ID,
                event,
                Optional.empty(),
                Delivery.Reach.EITHER,
                "test",
                Limits.DEFAULTS.askDeadline(),
                text.length()))
        .toCompletableFuture()
        .join();
  }
}
