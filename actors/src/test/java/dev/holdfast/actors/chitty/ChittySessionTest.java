package dev.holdfast.actors.chitty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.actors.chitty.SessionCommand.Create;
import dev.holdfast.actors.chitty.SessionCommand.Delete;
import dev.holdfast.actors.chitty.SessionCommand.Merge;
import dev.holdfast.actors.chitty.SessionCommand.Opened;
import dev.holdfast.actors.chitty.SessionCommand.Read;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.testing.TestNode;
import dev.holdfast.runtime.testing.TestObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChittySessionTest {
  @RegisterExtension final TestNode node = TestNode.of(Sessions.catalogue());

  private final TestObject<SessionCommand> session = node.object(ChittySession.TYPE, "s1");

  @Test
  void a_context_is_made_at_version_1_and_lives_a_day() {
    Opened opened = session.ask(newOf("ada", "{\"b\":1,\"a\":null}"));
    assertThat(opened.created()).isTrue();
    assertThat(opened.context())
        .isEqualTo(
            new SessionContext(
                "ada",
                "{\"b\":1}",
                1,
                TestNode.START,
                TestNode.START,
                TestNode.START.plus(Duration.ofHours(24)),
                Duration.ofHours(24)));
    session.sleepAndWake();
    assertThat(session.ask(new Read())).isEqualTo(opened.context());
  }

  @Test
  void made_again_by_its_owner_it_is_answered_as_it_is() {
    session.ask(newOf("ada", "{\"a\":1}"));
    session.ask(merge("{\"a\":2}"));
    Opened again = session.ask(newOf("ada", "{\"other\":true}"));
    assertThat(again.created()).isFalse();
    assertThat(again.context().metadata()).isEqualTo("{\"a\":2}");
    assertThat(again.context().version()).isEqualTo(2);
  }

  @Test
  void made_by_another_owner_it_is_a_conflict() {
    session.ask(newOf("ada", "{}"));
    assertThat(session.refusalOf(newOf("bob", "{}")).kind()).isEqualTo(Refusal.Kind.CONFLICT);
    assertThat(session.ask(new Read()).chittyId()).isEqualTo("ada");
  }

  @Test
  void a_context_that_is_not_there_is_not_made_by_asking() {
    for (SessionCommand command : List.of(new Read(), merge("{}"), new Delete(List.of()))) {
      assertThat(session.refusalOf(command).kind()).isEqualTo(Refusal.Kind.NOT_FOUND);
    }
    assertThat(session.commits()).isZero();
  }

  @Test
  void each_change_is_one_version_more_and_what_changes_nothing_is_none() {
    session.ask(newOf("ada", "{\"a\":{\"b\":1}}"));
    assertThat(session.ask(merge("{\"a\":{\"c\":2}}")).version()).isEqualTo(2);
    assertThat(session.ask(merge("{\"a\":{\"c\":2},\"z\":null}")).version()).isEqualTo(2);
    SessionContext last = session.ask(merge("{\"a\":{\"b\":null}}"));
    assertThat(last.version()).isEqualTo(3);
    assertThat(last.metadata()).isEqualTo("{\"a\":{\"c\":2}}");
  }

  @Test
  void a_patch_for_another_version_is_refused_and_leaves_no_trace() {
    session.ask(newOf("ada", "{\"n\":1}"));
    session.ask(new Merge("{\"n\":2}", Optional.empty(), List.of(1L)));
    Merge late = new Merge("{\"n\":3}", Optional.empty(), List.of(1L));
    assertThat(session.refusalOf(late).kind()).isEqualTo(Refusal.Kind.PRECONDITION_FAILED);
    assertThat(session.refusalOf(late).detail()).contains("version 2");
    assertThat(session.refusalOf(new Delete(List.of(1L))).kind())
        .isEqualTo(Refusal.Kind.PRECONDITION_FAILED);
    assertThat(session.ask(new Read()).metadata()).isEqualTo("{\"n\":2}");
    Merge either = new Merge("{\"n\":4}", Optional.empty(), List.of(9L, 2L));
    assertThat(session.ask(either).version()).isEqualTo(3);
  }

  @Test
  void merges_of_many_take_effect_one_after_another() {
    session.ask(newOf("ada", "{}"));
    for (int i = 0; i < 50; i++) {
      session.ask(merge("{\"k%d\":%d,\"last\":%d}".formatted(i, i, i)));
    }
    SessionContext context = session.ask(new Read());
    assertThat(context.version()).isEqualTo(51);
    assertThat(context.metadata()).contains("\"k0\":0", "\"k49\":49", "\"last\":49");
  }

  @Test
  void a_deleted_context_is_gone_and_may_be_made_by_anybody() {
    session.ask(newOf("ada", "{\"a\":1}"));
    assertThat(session.send(new Delete(List.of(1L)))).isInstanceOf(Answer.Done.class);
    assertThat(session.refusalOf(new Read()).kind()).isEqualTo(Refusal.Kind.NOT_FOUND);
    assertThat(session.alarms()).isEmpty();
    Opened anew = session.ask(newOf("bob", "{}"));
    assertThat(anew.created()).isTrue();
    assertThat(anew.context().version()).isEqualTo(1);
  }

  @Test
  void metadata_is_bounded_whole_and_merged() {
    String half = "{\"%s\":\"" + "x".repeat(SessionBounds.METADATA_BYTES_MAX / 2) + "\"}";
    session.ask(newOf("ada", half.formatted("a")));
    Refusal refusal = session.refusalOf(merge(half.formatted("b")));
    assertThat(refusal.kind()).isEqualTo(Refusal.Kind.TOO_LARGE);
    assertThat(session.ask(new Read()).version()).isEqualTo(1);
    assertThat(session.ask(merge(half.formatted("a").replace('x', 'y'))).version()).isEqualTo(2);
    String whole = "{\"a\":\"" + "x".repeat(SessionBounds.METADATA_BYTES_MAX) + "\"}";
    assertThat(node.object(ChittySession.TYPE, "s2").refusalOf(newOf("ada", whole)).kind())
        .isEqualTo(Refusal.Kind.TOO_LARGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{\"a\":", "null", "{\"a\":\"\\ud800\"}"})
  void what_is_no_metadata_is_refused_as_invalid(String metadata) {
    assertThat(session.refusalOf(newOf("ada", metadata)).kind()).isEqualTo(Refusal.Kind.INVALID);
    session.ask(newOf("ada", "{}"));
    assertThat(session.refusalOf(merge(metadata)).kind()).isEqualTo(Refusal.Kind.INVALID);
  }

  @Test
  void ids_and_times_to_live_are_bounded() {
    assertThat(session.refusalOf(newOf("x".repeat(201), "{}")).detail()).contains("chittyId");
    assertThat(session.refusalOf(newOf("", "{}")).detail()).contains("chittyId");
    assertThat(session.refusalOf(newOf("a\nb", "{}")).detail()).contains("control");
    assertThat(session.refusalOf(newOf("\u20ac".repeat(200), "{}")).detail()).contains("bytes");
    assertThat(node.object(ChittySession.TYPE, "metrics").refusalOf(newOf("ada", "{}")).detail())
        .contains("Choose another");
    for (Duration ttl : List.of(Duration.ZERO, Duration.ofDays(366))) {
      var create = new Create("ada", "{}", Optional.of(ttl));
      assertThat(session.refusalOf(create).detail()).contains("ttlSeconds");
    }
    assertThat(session.commits()).isZero();
  }

  static Create newOf(String owner, String metadata) {
    return new Create(owner, metadata, Optional.empty());
  }

  static Merge merge(String patch) {
    return new Merge(patch, Optional.empty(), List.of());
  }
}
