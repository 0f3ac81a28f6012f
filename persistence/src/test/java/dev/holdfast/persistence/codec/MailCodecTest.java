package dev.holdfast.persistence.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.Committed;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Changes of what an object remembers of others: whom it asked, whom it forgot. */
class MailCodecTest {
  private static final ObjectId ADA = new ObjectId("chat", "ada");
  private static final Instant AT = Instant.parse("2026-11-21T03:04:05.678901234Z");

  private static final List<Change> QUESTION_KINDS =
      List.of(
          new Change.QuestionAsked(65_537, "price", "shop/a", "price-of", AT, "request-1"),
          new Change.QuestionDecided(65_537),
          new Change.QuestionEnded(131_073));

  private static final Committed QUESTIONS =
      new Committed(AT, QUESTION_KINDS, List.of(), List.of());

  /** What was written first for {@link #QUESTIONS}; these bytes never change either. */
  private static final String QUESTIONS_VERSION_1 =
      "01caa888b00df2ebdcc302031b8280080570726963650673686f702f610870726963652d6f66caa888b00d"
          + "f2ebdcc30209726571756573742d311c8280081d82801000";

  @Test
  void what_was_written_of_questions_stays_readable_for_ever_and_is_written_today() {
    assertThat(HexFormat.of().formatHex(CommitCodec.encode(QUESTIONS)))
        .isEqualTo(QUESTIONS_VERSION_1);
    Committed read = CommitCodec.decode(ADA, 1, HexFormat.of().parseHex(QUESTIONS_VERSION_1));
    assertThat(read).usingRecursiveComparison().isEqualTo(QUESTIONS);
  }

  private static final List<Change> FORGOTTEN_KINDS =
      List.of(new Change.SendersForgottenUpTo(AT), new Change.SenderForgotten("clock/b", 65_537));

  private static final Committed FORGOTTEN =
      new Committed(AT, FORGOTTEN_KINDS, List.of(), List.of());

  /** What was written first for {@link #FORGOTTEN}; these bytes never change either. */
  private static final String FORGOTTEN_VERSION_1 =
      "01caa888b00df2ebdcc302021acaa888b00df2ebdcc3021907636c6f636b2f6282800800";

  @Test
  void what_was_written_of_forgotten_senders_stays_readable_for_ever_and_is_written_today() {
    assertThat(HexFormat.of().formatHex(CommitCodec.encode(FORGOTTEN)))
        .isEqualTo(FORGOTTEN_VERSION_1);
    Committed read = CommitCodec.decode(ADA, 1, HexFormat.of().parseHex(FORGOTTEN_VERSION_1));
    assertThat(read).usingRecursiveComparison().isEqualTo(FORGOTTEN);
  }

  /** One of every kind that is tried here. */
  static final List<Change> KINDS =
      Stream.concat(QUESTION_KINDS.stream(), FORGOTTEN_KINDS.stream()).toList();
}
