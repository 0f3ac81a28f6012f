package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectEvent.Operation;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.CallRunner;
import dev.holdfast.runtime.spi.Delivery;
import dev.holdfast.runtime.spi.ObjectAlarms;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Messages for objects of a type that a later version of the node has no longer. */
class TellGoneTypeTest {
  private static final ObjectType<Teller.Command> STAYS =
      ObjectType.of("teller", Teller.Command.class, Teller::new);
  private static final ObjectType<Teller.Command> GOES =
      ObjectType.of("gone", Teller.Command.class, Teller::new);
  private static final Duration HOUR = Duration.ofHours(1);

  private final ObjectId from = new ObjectId("teller", "from");
  private final ObjectId to = new ObjectId("teller", "to");
  private final ObjectId gone = new ObjectId("gone", "to");

  private final HandClock clock = new HandClock();
  private final MemoryStore store = new MemoryStore();
  private DeterministicHost host = start(Catalogue.of(STAYS, GOES));

  private DeterministicHost start(Catalogue catalogue) {
    var started =
        new DeterministicHost(
            catalogue, Limits.DEFAULTS, clock, store, new ContractHub(), CallRunner.NONE, Map.of());
    started.takeOver(store.wakes());
    return started;
  }

  private void restart(Catalogue catalogue) {
    host.downFor(HOUR);
    host = start(catalogue);
  }

  private Answer deliver(ObjectId target, ObjectEvent event) {
    return host.deliver(
            new Delivery(target, event, Optional.empty(), Delivery.Reach.EITHER, "test", HOUR, 20))
        .toCompletableFuture()
        .join();
  }

  private Answer send(ObjectId target, Message message) {
    return deliver(target, new ObjectEvent.MessageReceived(message));
  }

  private void tell(ObjectId target, long first, long count) {
    assertThat(send(from, new Teller.Go(target.toString(), "either", first, count)))
        .isEqualTo(new Answer.Done());
  }

  private String heard(ObjectId id) {
    return ContractWorld.reply(send(id, new Teller.Heard()));
  }

  @Test
  void they_wait_keep_no_others_waiting_and_arrive_in_order_when_it_is_back() {
    tell(gone, Teller.FAIL, 2); // fails there until it is mended: it is still to be delivered
    restart(Catalogue.of(STAYS));
    host.advance(HOUR);
    tell(to, 1, 2);
    assertThat(heard(to)).isEqualTo("from:1 from:2");
    assertThat(host.tells().waiting()).isEqualTo(2);
    assertThat(host.tells().parked()).isZero();

    assertThat(send(from, new Teller.Go(gone.toString(), "either", 3, 1)))
        .as("nothing new is told to a type that is not there")
        .isInstanceOf(Answer.Failed.class);

    restart(Catalogue.of(STAYS, GOES));
    send(gone, new Teller.Mend());
    host.advance(HOUR);
    assertThat(heard(gone)).isEqualTo("from:66 from:67");
    assertThat(host.tells().waiting()).isZero();
    var show = new ObjectEvent.Operated(new Operation.ShowAlarms());
    ObjectAlarms shown = ContractWorld.reply(deliver(gone, show));
    assertThat(shown.letters()).isEmpty();
  }
}
