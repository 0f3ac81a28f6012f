package dev.holdfast.actors.chitty;

import static dev.holdfast.actors.chitty.ChittySessionTest.merge;
import static dev.holdfast.actors.chitty.ChittySessionTest.newOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.actors.chitty.SessionCommand.Create;
import dev.holdfast.actors.chitty.SessionCommand.Delete;
import dev.holdfast.actors.chitty.SessionCommand.Merge;
import dev.holdfast.actors.chitty.SessionCommand.Read;
import dev.holdfast.actors.chitty.SessionOwner.Contexts;
import dev.holdfast.actors.chitty.SessionOwner.ReadContexts;
import dev.holdfast.actors.chitty.SessionOwner.ReadStanding;
import dev.holdfast.actors.chitty.SessionOwner.Standing;
import dev.holdfast.actors.chitty.SessionStats.ReadTotals;
import dev.holdfast.actors.chitty.SessionStats.Totals;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.testing.TestNode;
import dev.holdfast.runtime.testing.TestObject;
import dev.holdfast.runtime.testing.TestSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How long contexts live, and who hears of it. */
class SessionLifeTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @RegisterExtension final TestNode node = TestNode.of(Sessions.catalogue());

  private final TestObject<SessionCommand> session = node.object(ChittySession.TYPE, "s1");

  @Test
  void a_context_ends_when_its_time_is_over_and_tells_its_sockets() {
    session.ask(new Create("ada", "{}", Optional.of(MINUTE)));
    TestSocket socket = session.open(Request.of("GET", "/", ""));
    node.advance(MINUTE.minusMillis(1));
    assertThat(session.ask(new Read()).version()).isEqualTo(1);
    assertThat(socket.isClosed()).isFalse();
    node.advance(Duration.ofMillis(1));
    assertThat(session.refusalOf(new Read()).kind()).isEqualTo(Refusal.Kind.NOT_FOUND);
    assertThat(socket.isClosed()).isTrue();
    assertThat(totals()).isEqualTo(new Totals(1, 1, 0));
    assertThat(contexts("ada", "", 10).entries()).isEmpty();
  }

  @Test
  void it_ends_on_time_also_when_it_sleeps_or_its_node_was_down() {
    session.ask(new Create("ada", "{}", Optional.of(Duration.ofHours(1))));
    node.advance(Duration.ofMinutes(5));
    assertThat(session.isAwake()).isFalse();
    node.downFor(Duration.ofHours(2));
    assertThat(session.alarms()).isEmpty();
    assertThat(totals()).isEqualTo(new Totals(1, 1, 0));
  }

  @Test
  void a_change_moves_the_end_without_moving_the_alarm_each_time() {
    session.ask(new Create("ada", "{}", Optional.of(MINUTE)));
    Instant first = session.alarms().get("expiry").due();
    for (int second = 0; second < 59; second++) {
      node.advance(Duration.ofSeconds(1));
      session.ask(merge("{\"n\":%d}".formatted(second)));
      assertThat(session.alarms().get("expiry").due()).isEqualTo(first);
    }
    node.advance(Duration.ofSeconds(1));
    SessionContext context = session.ask(new Read());
    assertThat(session.alarms().get("expiry").due()).isEqualTo(context.expiresAt());
    assertThat(context.expiresAt()).isEqualTo(context.updated().plus(MINUTE));
    node.advanceTo(context.expiresAt());
    assertThat(session.refusalOf(new Read()).kind()).isEqualTo(Refusal.Kind.NOT_FOUND);
  }

  @Test
  void reading_does_not_keep_it_alive_and_commits_nothing() {
    session.ask(new Create("ada", "{}", Optional.of(MINUTE)));
    // By then it has noted that whom it told of its beginning has heard it.
    node.advance(Duration.ofSeconds(20));
    long commits = session.commits();
    for (int i = 0; i < 6; i++) {
      node.advance(Duration.ofSeconds(6));
      session.ask(new Read());
    }
    assertThat(session.commits()).isEqualTo(commits);
    node.advance(Duration.ofSeconds(4));
    assertThat(session.refusalOf(new Read()).kind()).isEqualTo(Refusal.Kind.NOT_FOUND);
  }

  @Test
  void a_shorter_time_to_live_moves_the_alarm_and_is_a_change() {
    session.ask(new Create("ada", "{}", Optional.of(Duration.ofHours(1))));
    var shorter = new Merge("{}", Optional.of(MINUTE), List.of());
    assertThat(session.ask(shorter).version()).isEqualTo(2);
    node.advance(MINUTE);
    assertThat(totals()).isEqualTo(new Totals(1, 1, 0));
  }

  @Test
  void it_sleeps_after_60_seconds_of_quiet() {
    session.ask(newOf("ada", "{}"));
    // What it told others of its beginning keeps it busy for some seconds.
    node.advance(Duration.ofSeconds(20));
    session.ask(new Read());
    node.advance(Duration.ofSeconds(59));
    assertThat(session.isAwake()).isTrue();
    node.advance(Duration.ofSeconds(2));
    assertThat(session.isAwake()).isFalse();
  }

  @Test
  void an_owner_lists_what_is_theirs_in_pages() {
    for (String id : List.of("b", "a", "a/1", "c", "\u00e9")) {
      node.object(ChittySession.TYPE, id).ask(newOf("ada", "{}"));
    }
    node.object(ChittySession.TYPE, "x").ask(newOf("bob", "{}"));
    Contexts first = contexts("ada", "", 2);
    assertThat(ids(first)).containsExactly("a", "a/1");
    assertThat(first.next()).hasValue("a/1");
    Contexts second = contexts("ada", "a/1", 2);
    assertThat(ids(second)).containsExactly("b", "c");
    Contexts last = contexts("ada", second.next().orElseThrow(), 2);
    assertThat(ids(last)).containsExactly("\u00e9");
    assertThat(last.next()).isEmpty();
    assertThat(ids(contexts("ada", "", 5))).hasSize(5);
    assertThat(contexts("ada", "", 5).next()).isEmpty();
    assertThat(contexts("nobody", "", 5).entries()).isEmpty();
  }

  @Test
  void an_owner_whose_last_context_ended_is_gone() {
    session.ask(newOf("ada", "{}"));
    assertThat(owner("ada").ask(new ReadStanding("s1"))).isEqualTo(new Standing(true, 1));
    session.send(new Delete(List.of()));
    assertThat(owner("ada").ask(new ReadStanding("s1"))).isEqualTo(new Standing(false, 0));
    assertThat(owner("ada").existingOnly().send(new ReadStanding("s1")).toString())
        .contains("Missing");
    assertThat(totals()).isEqualTo(new Totals(1, 0, 1));
    session.ask(newOf("ada", "{}"));
    assertThat(owner("ada").ask(new ReadStanding("s1"))).isEqualTo(new Standing(true, 1));
    assertThat(totals().existing()).isEqualTo(1);
  }

  @Test
  void an_owner_hears_of_changes_at_most_once_a_minute() {
    session.ask(newOf("ada", "{}"));
    session.ask(merge("{\"n\":1}"));
    assertThat(updated()).isEqualTo(TestNode.START);
    node.advance(Duration.ofSeconds(59));
    session.ask(merge("{\"n\":2}"));
    assertThat(updated()).isEqualTo(TestNode.START);
    node.advance(Duration.ofSeconds(1));
    session.ask(merge("{\"n\":3}"));
    assertThat(updated()).isEqualTo(TestNode.START.plus(MINUTE));
  }

  private Instant updated() {
    return contexts("ada", "", 1).entries().getFirst().updated();
  }

  private Contexts contexts(String owner, String after, int limit) {
    return owner(owner).ask(new ReadContexts(after, limit));
  }

  private TestObject<SessionOwner.Command> owner(String name) {
    return node.object(SessionOwner.TYPE, name);
  }

  private Totals totals() {
    return node.object(SessionStats.TYPE, "all").ask(new ReadTotals());
  }

  private static List<String> ids(Contexts page) {
    return page.entries().stream().map(SessionOwner.Entry::sessionId).toList();
  }
}
