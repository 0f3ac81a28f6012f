package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.runtime.Asks;
import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.LogPage;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Stored;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is wrong with an object type shows when a node starts, not when a value is lost. */
class TypeRuntimeTest {
  sealed interface Shape {
    record Circle(double radius) implements Shape {}
  }

  sealed interface Draws extends Message {
    @Stored("draw")
    record Draw(Shape shape) implements Draws {}
  }

  sealed interface AnswersList extends Message {
    @Stored("names")
    record Names() implements AnswersList, Asks<List<String>> {}
  }

  sealed interface AnswersPage extends Message {
    @Stored("page")
    record Page() implements AnswersPage, Asks<LogPage<String>> {}
  }

  @Stored("old")
  record Old(int number) {}

  @Stored(value = "old", version = 2)
  record New(Shape shape) {}

  @Stored("seen")
  public record Seen(List<String> names, boolean isOpen, String getText) {
    public boolean isEmpty() {
      return names.isEmpty();
    }

    public String getFirst() {
      return names.getFirst();
    }
  }

  sealed interface Move {
    @Stored("step")
    record Step(int far) implements Move {}

    @Stored("turn")
    record Turn(double degrees) implements Move {}
  }

  private static <M extends Message> ObjectType<M> type(Class<M> messages) {
    return ObjectType.of("a", messages, () -> new DurableObject<M>() {});
  }

  @Test
  void a_message_that_could_not_be_read_back_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TypeRuntime.of(type(Draws.class)))
        .withMessageContaining("component 'shape'")
        .withMessageContaining("is the interface");
  }

  @Test
  void an_answer_that_could_not_be_remembered_is_refused_and_a_page_is_none() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TypeRuntime.of(type(AnswersList.class)))
        .withMessageContaining("java.util.List");
    assertThat(TypeRuntime.of(type(AnswersPage.class)).definition().name()).isEqualTo("a");
  }

  @Test
  void an_upgrade_to_a_record_that_could_not_be_read_back_is_refused() {
    ObjectType<Message> upgrading =
        type(Message.class)
            .upgrade(Old.class, New.class, old -> new New(new Shape.Circle(old.number())));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> TypeRuntime.of(upgrading))
        .withMessageContaining("component 'shape'");
  }

  @Test
  void a_value_itself_may_be_any_record_of_a_sealed_interface() {
    ValueCodec codec = TypeRuntime.of(type(Message.class)).values();

    assertThat(codec.decode(codec.encode(new Move.Step(3)), Move.class))
        .isEqualTo(new Move.Step(3));
    assertThat(codec.decode(codec.encode(new Move.Turn(90)), Move.class))
        .isEqualTo(new Move.Turn(90));
  }

  @Test
  void only_the_components_of_a_record_are_stored_whatever_else_it_can_say() {
    ValueCodec codec = TypeRuntime.of(type(Message.class)).values();
    Seen seen = new Seen(List.of("ada"), true, "text");

    byte[] bytes = codec.encode(seen);

    assertThat(ValueCodec.json(1, bytes))
        .isEqualTo("{\"seq\":1,\"names\":[\"ada\"],\"isOpen\":true,\"getText\":\"text\"}");
    assertThat(codec.decode(bytes, Seen.class)).isEqualTo(seen);
  }
}
