package dev.holdfast.actors.tickets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.actors.tickets.TicketCommand.Issue;
import dev.holdfast.actors.tickets.TicketCommand.Redeem;
import dev.holdfast.actors.tickets.TicketCommand.Redeemed;
import dev.holdfast.runtime.Access;
import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.Turn;
import dev.holdfast.runtime.testing.ObjectTester;
import dev.holdfast.runtime.testing.TestNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TicketBoxTest {
  private static final String ADA = "token:ada";

  private final ObjectTester<TicketCommand> box = ObjectTester.of(TicketBox.TYPE);

  private static Issue issue(String proof) {
    return new Issue(proof, ADA, Optional.empty(), Optional.empty());
  }

  private Refusal.Kind refusalOf(String proof) {
    return box.refusalOf(new Redeem(proof)).kind();
  }

  @Test
  void a_ticket_says_who_asked_for_it_and_is_good_once() {
    assertThat(box.ask(issue("a")).expires()).isEqualTo(box.now().plus(TicketBox.LIFETIME));
    box.sleepAndWake();
    assertThat(box.ask(new Redeem("a"))).isEqualTo(new Redeemed(ADA, Optional.empty()));
    assertThat(refusalOf("a")).isEqualTo(Refusal.Kind.NOT_FOUND);
    box.sleepAndWake();
    assertThat(refusalOf("a")).isEqualTo(Refusal.Kind.NOT_FOUND);
  }

  @Test
  void redeeming_is_one_commit_and_a_bad_ticket_none() {
    box.ask(issue("a"));
    long before = box.commits();
    assertThat(refusalOf("b")).isEqualTo(Refusal.Kind.NOT_FOUND);
    assertThat(box.commits()).isEqualTo(before);
    box.ask(new Redeem("a"));
    assertThat(box.commits()).isEqualTo(before + 1);
  }

  @Test
  void a_ticket_is_good_to_the_last_millisecond_of_its_minute_and_not_longer() {
    box.ask(issue("a"));
    box.ask(issue("b"));
    box.advance(TicketBox.LIFETIME.minusMillis(1));
    assertThat(box.ask(new Redeem("a")).scope()).isEqualTo(ADA);
    box.advance(Duration.ofMillis(1));
    assertThat(refusalOf("b")).isEqualTo(Refusal.Kind.NOT_FOUND);
  }

  @Test
  void an_expired_ticket_is_worth_nothing_also_before_it_is_cleaned_up() {
    box.ask(issue("a"));
    box.downFor(TicketBox.LIFETIME);
    assertThat(refusalOf("a")).isEqualTo(Refusal.Kind.NOT_FOUND);
  }

  @Test
  void a_socket_ends_with_the_credential_or_after_its_own_time_whichever_is_first() {
    Instant credential = box.now().plusSeconds(100);
    box.ask(new Issue("a", ADA, Optional.of(credential), Optional.empty()));
    box.ask(new Issue("b", ADA, Optional.of(credential), Optional.of(Duration.ofSeconds(30))));
    box.ask(new Issue("c", ADA, Optional.of(credential), Optional.of(Duration.ofSeconds(90))));
    box.ask(new Issue("d", ADA, Optional.empty(), Optional.of(Duration.ofSeconds(30))));
    box.advance(Duration.ofSeconds(20));
    assertThat(box.ask(new Redeem("a")).until()).hasValue(credential);
    assertThat(box.ask(new Redeem("b")).until()).hasValue(box.now().plusSeconds(30));
    assertThat(box.ask(new Redeem("c")).until()).hasValue(credential);
    assertThat(box.ask(new Redeem("d")).until()).hasValue(box.now().plusSeconds(30));
  }

  @Test
  void past_the_bound_of_outstanding_tickets_none_is_issued_until_they_expire() {
    for (int i = 0; i < TicketBox.OUTSTANDING_MAX; i++) {
      box.ask(issue("t" + i));
    }
    assertThat(box.refusalOf(issue("more")).kind()).isEqualTo(Refusal.Kind.TOO_LARGE);
    box.advance(TicketBox.LIFETIME);
    assertThat(box.ask(issue("more")).expires()).isAfter(box.now());
    assertThat(TicketBox.OUTSTANDING_MAX).isLessThan(Limits.TURN_EFFECTS_MAX);
  }

  @Test
  void a_spent_ticket_counts_no_more() {
    for (int i = 0; i < TicketBox.OUTSTANDING_MAX; i++) {
      box.ask(issue("t" + i));
    }
    box.ask(new Redeem("t7"));
    assertThat(box.ask(issue("more")).expires()).isAfter(box.now());
  }

  @Test
  void clean_up_goes_on_while_tickets_are_outstanding_and_then_ends() {
    box.ask(issue("a"));
    box.advance(Duration.ofSeconds(58));
    box.ask(issue("b"));
    box.advance(Duration.ofSeconds(2));
    assertThat(box.alarms()).hasSize(1);
    box.advance(Duration.ofSeconds(58));
    assertThat(box.alarms()).isEmpty();
    long commits = box.commits();
    box.advance(Duration.ofHours(1));
    assertThat(box.commits()).isEqualTo(commits);
    assertThat(box.ask(issue("c")).expires()).isAfter(box.now());
  }

  @Test
  void tickets_are_spread_over_all_boxes_by_their_first_byte() {
    assertThat(TicketBox.of((byte) 0x00).name()).isEqualTo("0");
    assertThat(TicketBox.of((byte) 0xff).name()).isEqualTo("f");
    assertThat(TicketBox.of((byte) 0x3a)).isEqualTo(TicketBox.of((byte) 0xaa));
  }

  /** An object of somebody's own that would help itself to tickets. */
  private static final class Forger implements DurableObject<Message> {
    static final ObjectType<Message> TYPE = ObjectType.of("forger", Forger::new);

    @Override
    public Turn onRequest(Request request, ObjectContext context) {
      return Turn.draft().tell(TicketBox.of((byte) 0), issue("forged"));
    }
  }

  @Test
  void no_other_object_gets_a_ticket() {
    TestNode node = TestNode.of(TicketBox.catalogue().and(Catalogue.of(Forger.TYPE)));
    node.object(Forger.TYPE, "f").request(Request.of("POST", "/", ""));
    var forged = node.object(TicketBox.TYPE, "0").refusalOf(new Redeem("forged"));
    assertThat(forged.kind()).isEqualTo(Refusal.Kind.NOT_FOUND);
  }

  @Test
  void nobody_reaches_a_box_over_HTTP() {
    assertThat(TicketBox.TYPE.access().authorize(Request.of("GET", "/", "")))
        .isEqualTo(Access.NOBODY);
  }
}
