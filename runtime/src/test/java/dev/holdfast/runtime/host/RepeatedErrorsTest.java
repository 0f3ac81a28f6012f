package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RepeatedErrorsTest {
  private final HandClock clock = new HandClock();
  private final Logger log = new LoggerContext().getLogger("test");
  private final ListAppender<ILoggingEvent> written = new ListAppender<>();
  private final RepeatedErrors errors = new RepeatedErrors(clock::nanos);

  @BeforeEach
  void listen() {
    written.start();
    log.addAppender(written);
  }

  private void write(String type, Throwable error) {
    errors.write(log, type, error, log.atError().addKeyValue("error", "id"), "it failed");
  }

  private static IllegalStateException thrownHere(String message) {
    return new IllegalStateException(message);
  }

  private static NumberFormatException thrownByTheJdk() {
    try {
      throw new AssertionError(Integer.parseInt("x"));
    } catch (NumberFormatException e) {
      return e;
    }
  }

  /** An error that seems to come from a line of its own. */
  private static Throwable thrownAt(int line) {
    Throwable error = new IllegalStateException("at " + line);
    error.setStackTrace(
        new StackTraceElement[] {new StackTraceElement("Some", "code", "Some.java", line)});
    return error;
  }

  private List<Boolean> haveStacks() {
    return written.list.stream().map(line -> line.getThrowableProxy() != null).toList();
  }

  @Test
  void the_first_of_a_kind_has_its_stack_and_later_ones_are_a_line_that_says_why() {
    write("room", thrownHere("one"));
    write("room", thrownHere("two\nthree"));

    assertThat(haveStacks()).containsExactly(true, false);
    assertThat(written.list)
        .allSatisfy(line -> {
          assertThat(line.getFormattedMessage()).isEqualTo("it failed");
          assertThat(line.getKeyValuePairs()).extracting(pair -> pair.key).contains("error");
        });
    assertThat(written.list.getLast().getKeyValuePairs())
        .anySatisfy(pair -> {
          assertThat(pair.key).isEqualTo("because");
          assertThat(pair.value).isEqualTo("java.lang.IllegalStateException: two\nthree");
        });
  }

  @Test
  void another_type_exception_or_place_is_another_kind() {
    write("room", thrownHere("one"));
    write("counter", thrownHere("one"));
    write("room", thrownByTheJdk());
    write("room", thrownAt(1));
    write("room", thrownAt(2));
    write("room", thrownByTheJdk());

    assertThat(haveStacks()).containsExactly(true, true, true, true, true, false);
  }

  @Test
  void a_minute_after_its_last_stack_a_kind_has_one_again() {
    write("room", thrownHere("one"));
    clock.advance(Duration.ofSeconds(59));
    write("room", thrownHere("two"));
    clock.advance(Duration.ofSeconds(1));
    write("room", thrownHere("three"));

    assertThat(haveStacks()).containsExactly(true, false, true);
  }

  @Test
  void past_the_lines_of_a_second_errors_are_only_counted_and_their_number_is_written_later() {
    for (int i = 0; i < RepeatedErrors.LINES_PER_SECOND_MAX + 1_234; i++) {
      write("room", thrownHere("again"));
    }
    assertThat(written.list).hasSize(RepeatedErrors.LINES_PER_SECOND_MAX);
    clock.advance(Duration.ofSeconds(1));
    write("room", thrownHere("again"));
    write("room", thrownHere("again"));

    List<String> after =
        written.list.stream()
            .skip(RepeatedErrors.LINES_PER_SECOND_MAX)
            .map(ILoggingEvent::getFormattedMessage)
            .toList();
    assertThat(after)
        .containsExactly(
            "it failed", "... 1234 more like these before, too many to write", "it failed");
  }

  @Test
  void an_error_of_a_new_kind_is_written_in_the_midst_of_a_flood_of_another() {
    for (int i = 0; i < 100; i++) {
      write("room", thrownHere("again"));
    }
    write("counter", thrownHere("new"));

    assertThat(written.list.stream().filter(line -> line.getThrowableProxy() != null)).hasSize(2);
  }

  @Test
  void kinds_without_end_neither_fill_the_log_with_stacks_nor_the_memory() {
    for (int line = 0; line < RepeatedErrors.KINDS_MAX + 100; line++) {
      write("room", thrownAt(line));
    }
    assertThat(haveStacks()).hasSize(RepeatedErrors.KINDS_MAX).containsOnly(true);

    clock.advance(Duration.ofMinutes(1));
    write("room", thrownAt(-1));
    assertThat(haveStacks().get(RepeatedErrors.KINDS_MAX)).isTrue();
  }

  @Test
  void what_an_exception_says_is_cut_where_it_is_long() {
    write("room", thrownHere("first"));
    write("room", thrownHere("x".repeat(100_000)));

    assertThat(written.list.getLast().getKeyValuePairs())
        .allSatisfy(pair -> assertThat(pair.value.toString()).hasSizeLessThan(300));
  }
}
