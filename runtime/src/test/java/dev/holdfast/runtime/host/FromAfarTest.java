package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.runtime.Call;
import dev.holdfast.runtime.CallResult;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.UnreadableException;
import dev.holdfast.runtime.spi.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What came from another node is read in its object, or said to be unreadable. */
class FromAfarTest {
  private static final TypeRuntime<?> CALLER =
      TypeRuntime.of(ContractWorld.CATALOGUE.type("caller").orElseThrow());
  private static final ObjectId TARGET = new ObjectId("caller", "x");

  private final HandClock clock = new HandClock();
  private final HostServices services =
      new HostServices(
          Map.of("caller", CALLER),
          ContractWorld.CATALOGUE,
          Limits.DEFAULTS,
          clock,
          clock::nanos,
          Map.of(),
          new ContractHub(),
          new TurnJournal());

  private static Envelope envelope(ObjectEvent event, long call) {
    Delivery delivery =
        new Delivery(
            TARGET, event, Optional.empty(), Delivery.Reach.EXISTING, "", Duration.ZERO, 1);
    return new Envelope(TARGET.toString(), delivery, _ -> {}, 0, Optional.empty(), call);
  }

  private Change.CallAsked asked(Call call) {
    byte[] bytes = CallCodec.of(TARGET, services).encode(call);
    return new Change.CallAsked(1, "n", "key", bytes, "", Instant.EPOCH);
  }

  private static Envelope worked(Object value) {
    return envelope(new ObjectEvent.CallEnded("n", new CallResult.Worked(value)), 1);
  }

  @Test
  void the_result_of_work_is_read_as_what_that_work_gives() {
    var value = new EncodedValue(CALLER.values().encode("LOUD"));
    Change.CallAsked asked = asked(Call.local(Caller.SHOUT, "loud"));
    Envelope read = FromAfar.read(worked(value), asked, CALLER, services);
    assertThat(read.delivery().event())
        .isEqualTo(new ObjectEvent.CallEnded("n", new CallResult.Worked("LOUD")));
    // One of this node is as it should be already.
    Envelope own = worked("LOUD");
    assertThat(FromAfar.read(own, asked, CALLER, services)).isSameAs(own);
  }

  @Test
  void a_result_that_does_not_fit_its_work_is_unreadable_and_kept_as_it_came() {
    var value = new EncodedValue(CALLER.values().encode(5L));
    Change.CallAsked asked = asked(Call.local(Caller.SHOUT, "loud"));
    assertThatThrownBy(() -> FromAfar.read(worked(value), asked, CALLER, services))
        .isInstanceOf(UnreadableException.class);
    CallResultCodec codec = CallResultCodec.of(CALLER, services);
    var ended = new ObjectEvent.CallEnded("n", new CallResult.Worked(value));
    assertThat(codec.encode(ended, "shout"))
        .isEqualTo(
            codec.encode(new ObjectEvent.CallEnded("n", new CallResult.Worked(5L)), "shout"));
  }

  @Test
  void a_message_that_cannot_be_read_stays_as_it_is_until_its_turn_reports_it() {
    byte[] unknown = CALLER.values().encode(new Ledger.Read());
    var event = new ObjectEvent.MessageReceived(new EncodedMessage(EncodedMessage.TELL, unknown));
    Envelope came = envelope(event, 0);
    assertThat(FromAfar.read(came, CALLER)).isSameAs(came);
    assertThatThrownBy(() -> new FromAfar.Unread(CALLER).read(came))
        .isInstanceOf(UnreadableException.class);
  }
}
