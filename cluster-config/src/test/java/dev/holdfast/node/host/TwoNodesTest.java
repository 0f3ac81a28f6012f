package dev.holdfast.node.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.LogEntry;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.host.ContractWorld;
import dev.holdfast.runtime.host.Inquirer;
import dev.holdfast.runtime.host.Ledger;
import dev.holdfast.runtime.host.Teller;
import dev.holdfast.runtime.spi.Answer;
import java.io.NotSerializableException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.pekko.serialization.SerializationExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects of one node, reached from another over the network. */
class TwoNodesTest {
  /** The identifier of the runtime's serializer. */
  private static final int WIRE = 1_107_001;

  @TempDir static Path data;
  private static TestNode.Storage storage;
  private static ContractWorld here;
  private static ContractWorld there;

  @BeforeAll
  static void start() {
    storage = TestNode.Storage.start(data);
    here = TestNode.member(storage, "node-here", Limits.DEFAULTS, Optional.empty());
    there =
        TestNode.member(storage, "node-there", Limits.DEFAULTS, Optional.of((TestNode) here.host));
    TestNode.await("both know both", () -> node(here).members() == 2);
  }

  @AfterAll
  static void end() {
    there.host.close();
    here.host.close();
    storage.close();
  }

  /** Returns once it holds; time goes on meanwhile, about as fast as outside. */
  private static void eventually(String what, BooleanSupplier condition) {
    here.eventually(
        what,
        () -> {
          here.host.advance(Duration.ofMillis(1));
          there.host.advance(Duration.ofMillis(1));
          return condition.getAsBoolean();
        });
  }

  private static TestNode node(ContractWorld world) {
    return (TestNode) world.host;
  }

  private static ObjectId elsewhere(String type) {
    return at(there, type);
  }

  /** An object that this node has, awake. */
  private static ObjectId at(ContractWorld home, String type) {
    for (int i = 0; i < 1_000; i++) {
      long before = home.host.counters().wakes();
      ObjectId id = home.fresh(type);
      home.answer(home.deliver(id, new ObjectEvent.SocketsLost("none")));
      if (home.host.counters().wakes() > before) {
        return id;
      }
    }
    throw new AssertionError("no object is there");
  }

  @Test
  void an_object_of_another_node_is_asked_told_and_refuses_as_one_of_this_node_does() {
    ObjectId id = elsewhere("ledger");
    assertThat(here.ask(id, new Ledger.Add(2))).isEqualTo(2L);
    assertThat(here.ask(id, new Ledger.Add(3))).isEqualTo(5L);
    assertThat(here.send(id, new Ledger.Put("k", "v"))).isEqualTo(new Answer.Done());
    assertThat(here.ask(id, new Ledger.Get("k"))).isEqualTo("v");
    assertThat(here.send(id, new Ledger.Refuse()))
        .isEqualTo(new Answer.Refused(Refusal.conflict("told to refuse")));
    assertThat(here.send(id, new Ledger.GoWrong(Ledger.Way.THROW)))
        .isInstanceOf(Answer.Failed.class);
  }

  @Test
  void a_page_of_a_log_and_a_response_come_from_another_node() {
    ObjectId id = elsewhere("ledger");
    here.ask(id, new Ledger.Note("one"));
    here.ask(id, new Ledger.Note("two"));
    var page = here.ask(id, new Ledger.Notes(0, 10));
    assertThat(page.entries()).extracting(LogEntry::value).containsExactly("one", "two");
    assertThat(page.tail()).isEqualTo(2);
    var request = new ObjectEvent.RequestReceived(Request.of("GET", "/notes", ""));
    assertThat(here.answer(here.deliver(id, request)))
        .isInstanceOfSatisfying(
            Answer.Responded.class,
            responded -> assertThat(responded.response().text()).contains("\"two\""));
  }

  @Test
  void a_repeat_of_a_request_id_is_answered_as_before_whichever_node_it_comes_by() {
    ObjectId id = elsewhere("ledger");
    var first = here.withId(here.delivery(id, new Ledger.Add(1)), "id-1");
    assertThat(here.send(first)).isEqualTo(new Answer.Replied(1L));
    assertThat(here.send(first)).isEqualTo(new Answer.Replied(1L));
    assertThat(there.send(first)).isEqualTo(new Answer.Replied(1L));
    assertThat(there.ask(id, new Ledger.Read())).isEqualTo(1L);
  }

  @Test
  void what_one_sender_delivers_arrives_in_its_order() {
    ObjectId id = elsewhere("ledger");
    List<CompletableFuture<Answer>> pending = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      pending.add(here.deliver(id, new Ledger.Add(1)));
    }
    assertThat(here.answers(pending))
        .isEqualTo(
            IntStream.rangeClosed(1, 2_000).mapToObj(i -> new Answer.Replied((long) i)).toList());
  }

  @Test
  void what_objects_tell_each_other_across_nodes_takes_effect_once_and_in_order() {
    ObjectId teller = at(here, "teller");
    ObjectId hearer = at(there, "teller");
    here.send(teller, new Teller.Go(hearer.toString(), "", 100, 200));
    String all =
        String.join(
            " ",
            IntStream.range(100, 300).mapToObj(number -> teller.name() + ":" + number).toList());
    eventually("all heard", () -> here.ask(hearer, new Teller.Heard()).equals(all));
  }

  @Test
  void a_question_to_an_object_of_another_node_is_answered_or_refused() {
    ObjectId asker = at(here, "inquirer");
    ObjectId asked = at(there, "inquirer");
    here.send(asker, new Inquirer.Put(asked.toString(), "echo", 60_000, 1));
    here.send(asker, new Inquirer.Put(asked.toString(), "refusal", 60_000, 1));
    eventually(
        "both answered",
        () -> here.ask(asker, new Inquirer.Outcomes()).equals("echo=echo! refusal=CONFLICT"));
  }

  @Test
  void bodies_of_4_MiB_go_there_and_back() {
    ObjectId id = elsewhere("mirror");
    byte[] body = new byte[Limits.DEFAULTS.requestBytesMax()];
    new Random(1).nextBytes(body);
    var request = Request.of("POST", "/echo", "");
    var large =
        new ObjectEvent.RequestReceived(
            new Request(request.method(), request.path(), "", request.headers(), body));
    assertThat(here.send(here.sized(here.delivery(id, large), body.length)))
        .isInstanceOfSatisfying(
            Answer.Responded.class,
            responded -> assertThat(responded.response().body()).isEqualTo(body));
  }

  @Test
  void a_node_that_does_not_know_what_is_asked_gets_an_answer_all_the_same() {
    ObjectId id = elsewhere("ledger");
    // A message of another type of object: no ledger can read it.
    assertThat(here.send(id, new Teller.Mend())).isInstanceOf(Answer.Unreadable.class);
    assertThat(here.send(new ObjectId("nothing", "x"), new Teller.Mend()))
        .isEqualTo(new Answer.UnknownType());
  }

  @Test
  void callers_of_a_node_that_is_removed_learn_at_once_and_those_of_others_wait_on()
      throws Exception {
    ContractWorld doomed =
        TestNode.member(storage, "node-doomed", Limits.DEFAULTS, Optional.of(node(here)));
    TestNode.await("all know all", () -> node(here).members() == 3);
    TestNode.await("all know all", () -> node(there).members() == 3);
    var withIt = here.deliver(at(doomed, "stubborn"), new Stubborn.Block());
    var elsewhere = here.deliver(at(there, "stubborn"), new Stubborn.Block());
    Stubborn.ENTERED.acquire(2);

    node(here).down(node(doomed).address());

    assertThat(here.answer(withIt)).isEqualTo(new Answer.OutcomeUnknown());
    assertThat(elsewhere).isNotDone();
    Stubborn.letGo();
    assertThat(here.answer(elsewhere)).isEqualTo(new Answer.Done());
    doomed.host.close();
  }

  @Test
  void nothing_but_what_is_ours_and_pekkos_may_cross() {
    var serialization = SerializationExtension.get(node(here).system());
    ArrayList<String> serializable = new ArrayList<>(List.of("x"));
    assertThat(serialization.findSerializerFor(serializable).getClass().getSimpleName())
        .isEqualTo("DisabledJavaSerializer");
    assertThat(serialization.serialize(serializable).isFailure()).isTrue();
    assertThat(serialization.serialize(new Ledger.Read()).isFailure()).isTrue();
    byte[] garbage = {1, 2, 3};
    for (String manifest : List.of("D", "W", "L", Ledger.Read.class.getName())) {
      assertThatThrownBy(() -> serialization.deserialize(garbage, WIRE, manifest).get())
          .isInstanceOf(NotSerializableException.class);
    }
  }
}
