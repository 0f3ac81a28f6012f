package dev.holdfast.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

class ObjectTypeTest {
  private static final Duration FOR_EVER = ChronoUnit.FOREVER.getDuration();

  private static final ObjectType<Message> TYPE =
      ObjectType.of("thing", () -> new DurableObject<Message>() {});

  private static final Log<String> LOG = Log.of("lines", String.class);

  @Test
  void a_type_keeps_the_times_it_was_given() {
    ObjectType<Message> given =
        TYPE.idleAfter(Duration.ZERO)
            .history(Duration.ZERO)
            .handlerDeadline(Limits.TYPE_TIME_MAX)
            .idleAfter(Limits.TYPE_TIME_MAX);

    assertThat(given.idleAfter()).isEqualTo(Limits.TYPE_TIME_MAX);
    assertThat(given.history()).isEqualTo(Duration.ZERO);
    assertThat(given.handlerDeadline()).contains(Limits.TYPE_TIME_MAX);
    assertThat(given.idleAfter().toNanos()).isPositive();
  }

  @Test
  void a_time_that_makes_no_sense_is_refused_with_its_name() {
    Duration negative = Duration.ofNanos(-1);
    assertRefused("idleAfter of type 'thing'", () -> TYPE.idleAfter(negative));
    assertRefused("idleAfter of type 'thing'", () -> TYPE.idleAfter(FOR_EVER));
    assertRefused("history of type 'thing'", () -> TYPE.history(negative));
    assertRefused("history of type 'thing'", () -> TYPE.history(FOR_EVER));
    assertRefused("handlerDeadline of type 'thing'", () -> TYPE.handlerDeadline(Duration.ZERO));
    assertRefused("the age of log 'lines'", () -> LOG.keepingFor(Duration.ZERO));
    assertRefused("the age of log 'lines'", () -> LOG.keepingFor(FOR_EVER));
  }

  private static void assertRefused(String what, Runnable made) {
    assertThatIllegalArgumentException().isThrownBy(made::run).withMessageContaining(what);
  }
}
