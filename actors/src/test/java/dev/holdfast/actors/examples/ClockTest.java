package dev.holdfast.actors.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.testing.ObjectTester;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClockTest {
  private final ObjectTester<Message> clock = ObjectTester.of(Clock.TYPE);

  private String read() {
    return clock.request(Request.of("GET", "/", "")).text();
  }

  @Test
  void a_clock_says_how_late_its_alarm_was() {
    assertThat(read()).isEqualTo("-1");
    clock.request(Request.of("POST", "/?in=90000", ""));
    clock.advance(Duration.ofSeconds(89));
    assertThat(read()).isEqualTo("-1");
    clock.advance(Duration.ofSeconds(1));
    assertThat(read()).isEqualTo("0");
    clock.request(Request.of("POST", "/?in=1000", ""));
    assertThat(read()).isEqualTo("-1");
    clock.downFor(Duration.ofSeconds(4));
    clock.advance(Duration.ZERO);
    assertThat(read()).isEqualTo("3000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/?in=", "/?in=-1", "/?in=soon", "/?in=99999999999", "/?in=%"})
  void a_time_that_is_none_is_refused(String path) {
    Answer answer = clock.deliver(new ObjectEvent.RequestReceived(Request.of("POST", path, "")));
    assertThat(answer)
        .isInstanceOfSatisfying(
            Answer.Refused.class,
            refused -> assertThat(refused.refusal().kind()).isEqualTo(Refusal.Kind.INVALID));
  }
}
