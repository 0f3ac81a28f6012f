package dev.holdfast.runtime.host;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;
import java.io.NotSerializableException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What leaves a node and comes to it, on one node that takes itself for another. */
class NodeWireTest {
  private static final TypeRuntime<?> LEDGER =
      TypeRuntime.of(ContractWorld.CATALOGUE.type("ledger").orElseThrow());
  private static final ObjectId TARGET = new ObjectId("ledger", "x");
  private static final String SELF = "node-self";

  private static ActorTestKit kit;
  private static SerializerWithStringManifest serializer;

  private static final HandClock CLOCK = new HandClock();
  private static NodeWire wire;

  /** No record has its name, so it cannot be stored. */
  private record Nameless() implements Message {}

  @BeforeAll
  static void start() {
    kit =
        ActorTestKit.create(
            ConfigFactory.parseString(
                "pekko { actor.provider = cluster, remote.artery.canonical"
                    + " { hostname = 127.0.0.1, port = 0 } }"));
    serializer =
        (SerializerWithStringManifest)
            SerializationExtension.get(kit.system()).serializerFor(ObjectCommand.Wake.class);
    wire =
        new NodeWire(
            kit.system(),
            SELF,
            new HostServices(
                Map.of("ledger", LEDGER),
                ContractWorld.CATALOGUE,
                Limits.DEFAULTS,
                CLOCK,
                CLOCK::nanos,
                Map.of(),
                new ContractHub(),
                new TurnJournal()));
    wire.links().start();
  }

  @AfterAll
  static void end() {
    kit.shutdownTestKit();
  }

  private static Envelope envelope(ObjectId target, Message message, CompletableFuture<Answer> answer) {
    var event = new ObjectEvent.MessageReceived(message);
    Duration deadline = Duration.ofSeconds(30);
    Delivery delivery =
        new Delivery(target, event, Optional.empty(), Delivery.Reach.EITHER, "", deadline, 1);
    long expires = CLOCK.nanos() + deadline.toNanos();
    return new Envelope(target.toString(), delivery, answer::complete, expires);
  }

  private static Envelope there(Envelope envelope) throws NotSerializableException {
    byte[] bytes = serializer.toBinary(envelope);
    return (Envelope) serializer.fromBinary(bytes, serializer.manifest(envelope));
  }

  private static Answer seen(CompletableFuture<Answer> answer) {
    return answer.orTimeout(20, TimeUnit.SECONDS).join();
  }

  @Test
  void an_answer_finds_its_way_back_by_number_and_counts_once() throws Exception {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    Envelope came = there(envelope(TARGET, new Ledger.Read(), answer));
    assertThat(wire.held().count()).isEqualTo(1);
    came.answer(new Answer.Replied(7L));
    came.answer(new Answer.OutcomeUnknown());
    assertThat(seen(answer)).isEqualTo(new Answer.Replied(7L));
    assertThat(wire.held().count()).isZero();
  }

  @Test
  void one_that_is_passed_on_keeps_who_asked() throws Exception {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    Envelope third = there(there(envelope(TARGET, new Ledger.Read(), answer)));
    assertThat(wire.held().count()).isEqualTo(1);
    third.answer(new Answer.Missing());
    assertThat(seen(answer)).isEqualTo(new Answer.Missing());
  }

  @Test
  void what_cannot_be_read_is_answered() {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    Envelope sent = envelope(TARGET, new Ledger.Read(), answer);
    byte[] newer = serializer.toBinary(sent);
    newer[0] = 99;
    assertThatThrownBy(() -> serializer.fromBinary(newer, serializer.manifest(sent)))
        .isInstanceOf(NotSerializableException.class)
        .hasMessageContaining("version 99");
    assertThat(seen(answer)).isInstanceOf(Answer.Unreadable.class);
  }

  @Test
  void an_object_of_a_type_that_only_other_nodes_know_is_not_done_here() throws Exception {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    Envelope sent = envelope(TARGET, new Ledger.Read(), answer);
    byte[] bytes = serializer.toBinary(sent);
    // As if of a node with a type more.
    byte[] other = new String(bytes, ISO_8859_1).replace("ledger", "lodger").getBytes(ISO_8859_1);
    assertThatThrownBy(() -> serializer.fromBinary(other, serializer.manifest(sent)))
        .isInstanceOf(NotSerializableException.class)
        .hasMessageContaining("lodger");
    assertThat(seen(answer)).isInstanceOf(Answer.NotDone.class);
    var wake = new ObjectCommand.Wake("lodger/x");
    assertThatThrownBy(() -> serializer.fromBinary(serializer.toBinary(wake), "W"))
        .isInstanceOf(NotSerializableException.class);
    var known = new ObjectCommand.Wake("ledger/x");
    assertThat(serializer.fromBinary(serializer.toBinary(known), "W")).isEqualTo(known);
  }

  @Test
  void a_message_that_cannot_be_written_fails_and_nothing_is_left_of_it() {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    assertThatThrownBy(() -> there(envelope(TARGET, new Nameless(), answer)))
        .isInstanceOf(RuntimeException.class);
    assertThat(seen(answer)).isInstanceOf(Answer.Failed.class);
  }

  @Test
  void one_that_nobody_holds_has_an_unknown_outcome_after_a_while_and_one_that_is_held_waits_on()
      throws Exception {
    CompletableFuture<Answer> lost = new CompletableFuture<>();
    byte[] _ = serializer.toBinary(envelope(TARGET, new Ledger.Read(), lost));
    CompletableFuture<Answer> held = new CompletableFuture<>();
    Envelope came = there(envelope(TARGET, new Ledger.Read(), held));
    wire.sweep();
    assertThat(lost).isNotDone();
    CLOCK.advance(RollCalls.LONG);
    wire.sweep();
    assertThat(seen(lost)).isEqualTo(new Answer.OutcomeUnknown());
    assertThat(held).isNotDone();
    came.answer(new Answer.Done());
    assertThat(seen(held)).isEqualTo(new Answer.Done());
  }
}
