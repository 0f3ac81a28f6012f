package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Asks;
import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.StorageKey;
import dev.holdfast.runtime.Stored;
import dev.holdfast.runtime.Turn;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.testing.TestNode;
import dev.holdfast.runtime.testing.TestObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Objects that tell others of their birth, and births that do not come about. */
class TellTakenBackTest {
  private static final StorageKey<Long> BORN = StorageKey.of("born", Long.class);
  private static final ObjectType<Command> TYPE = ObjectType.of("baby", Command.class, Baby::new);
  private static final ObjectId REGISTER = new ObjectId("baby", "register");

  sealed interface Command extends Message {}

  @Stored("greet")
  record Greet(boolean refuses, boolean fails) implements Command {}

  @Stored("born")
  record Born() implements Command {}

  @Stored("births")
  record Births() implements Command, Asks<Long> {}

  private static final class Baby implements DurableObject<Command> {
    @Override
    public Turn onCreate(ObjectContext context) {
      return context.id().equals(REGISTER)
          ? Turn.none()
          : Turn.draft().put(BORN, 0L).tell(REGISTER, new Born());
    }

    @Override
    public Turn onMessage(Command command, ObjectContext context) {
      long born = context.storage().get(BORN).orElse(0L);
      return switch (command) {
        case Greet(boolean refuses, boolean fails) -> {
          if (fails) {
            throw new IllegalStateException("no");
          }
          yield refuses ? Turn.refuse(Refusal.conflict("not now.")) : Turn.draft().put(BORN, 1L);
        }
        case Born _ -> Turn.draft().put(BORN, born + 1);
        case Births ask -> Turn.draft().reply(ask, born);
      };
    }
  }

  private final TestNode node = TestNode.of(TYPE);
  private final TestObject<Command> baby = node.object(TYPE, "ada");

  private long births() {
    node.advance(Duration.ofMinutes(2));
    return node.object(TYPE, "register").ask(new Births());
  }

  @Test
  void a_birth_that_is_refused_or_fails_is_told_nobody_not_even_after_a_later_one() {
    assertThat(baby.send(new Greet(true, false))).isInstanceOf(Answer.Refused.class);
    assertThat(baby.send(new Greet(false, true))).isInstanceOf(Answer.Failed.class);
    assertThat(births()).isZero();
    assertThat(baby.send(new Greet(false, false))).isEqualTo(new Answer.Done());
    assertThat(births()).isEqualTo(1);
    baby.sleepAndWake();
    node.restart();
    assertThat(births()).isEqualTo(1);
  }

  @Test
  void births_told_within_one_batch_as_one_that_is_taken_back_are_told_once() {
    ObjectState state = new ObjectState(new ObjectId("baby", "bob"));
    ChangeBuffer changes = new ChangeBuffer(state);
    var mark = changes.mark();
    changes.add(new Change.Told(1, "baby/register", "tell", "either", new byte[0], ""));
    changes.undoBirth(mark);
    changes.add(new Change.Told(2, "baby/register", "tell", "either", new byte[0], ""));
    assertThat(state.mail().outbox().all()).extracting(Change.Told::number).containsExactly(2L);
    assertThat(state.mail().outbox().count()).isEqualTo(1);
  }
}
