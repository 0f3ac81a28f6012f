package dev.holdfast.persistence.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.Committed;
import dev.holdfast.runtime.host.stored.ObjectSnapshot;
import dev.holdfast.runtime.host.stored.TurnNote;
import dev.holdfast.runtime.host.stored.UnreadableException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CommitCodecTest {
  private static final ObjectId ADA = new ObjectId("chat", "ada");
  private static final Instant AT = Instant.parse("2026-11-21T03:04:05.678901234Z");

  /**
   * One of every kind; a new kind fails {@link #every_kind_of_change_is_tried_here} until added.
   */
  static final List<Change> EVERY_KIND =
      List.of(
          new Change.Created(1),
          new Change.KeyPut("name", new byte[] {1, -1, 0}),
          new Change.KeyPut("größe 🦉", new byte[0]),
          new Change.KeyDeleted(""),
          new Change.KeysCleared(),
          new Change.LogAppended("transcript", 7, 300),
          new Change.LogBounds("transcript", 5, 4),
          new Change.AnswerRemembered("edge/42", new byte[] {9}, AT, new byte[] {2, 0, 0}),
          new Change.FrameApplied("socket-1", Long.MAX_VALUE),
          new Change.HubAttached("node-a"),
          new Change.HubDetached("node-a"),
          new Change.SocketForgotten("socket-1"),
          new Change.LogMarked("transcript", 7, AT),
          new Change.Destroyed());

  private static final Committed COMMITTED =
      new Committed(
          AT,
          EVERY_KIND,
          List.of(),
          List.of(new TurnNote("POST", "request-1"), new TurnNote("posted", "")));

  /**
   * What version 1 wrote for {@link #COMMITTED}. These bytes are in journals: they never change.
   */
  private static final String VERSION_1 =
      "01caa888b00df2ebdcc3020e010203046e616d650301ff00030c6772c3b6c39f6520f09fa6890004"
          + "0005060a7472616e7363726970740eac02070a7472616e7363726970740a080807656467652f3432"
          + "0109caa888b00df2ebdcc302030200000908736f636b65742d31feffffffffffffffff010a066e6f"
          + "64652d610b066e6f64652d610c08736f636b65742d310d0a7472616e7363726970740ecaa888b00d"
          + "f2ebdcc302020204504f535409726571756573742d3106706f7374656400";

  @Test
  void what_version_1_wrote_stays_readable_for_ever() {
    Committed read = CommitCodec.decode(ADA, 1, HexFormat.of().parseHex(VERSION_1));
    assertThat(read).usingRecursiveComparison().isEqualTo(COMMITTED);
  }

  /** Kinds that came later, in the same version. */
  private static final List<Change> ALARM_KINDS =
      List.of(
          new Change.AlarmSet(
              "tea", "every PT15M 2026-01-01T00:00:00Z once", AT, 2, AT, "no tea", ""),
          new Change.AlarmCleared("tea"),
          new Change.DeadLetterAdded("01", "alarm", "tea", AT, AT, 20, "no tea", ""),
          new Change.DeadLetterRemoved("01"));

  private static final Committed ALARMS =
      new Committed(AT, ALARM_KINDS, List.of(), List.of(new TurnNote("alarm", "")));

  /** What was written first for {@link #ALARMS}; these bytes never change either. */
  private static final String ALARMS_VERSION_1 =
      "01caa888b00df2ebdcc302040e0374656125657665727920505431354d20323032362d30312d30315430"
          + "303a30303a30305a206f6e6365caa888b00df2ebdcc30202caa888b00df2ebdcc302066e6f207465610f"
          + "037465611002303105616c61726d03746561caa888b00df2ebdcc302caa888b00df2ebdcc30214066e6f"
          + "2074656100110230310105616c61726d00";

  @Test
  void what_was_written_of_alarms_stays_readable_for_ever_and_is_written_today() {
    Committed read = CommitCodec.decode(ADA, 1, HexFormat.of().parseHex(ALARMS_VERSION_1));
    assertThat(read).usingRecursiveComparison().isEqualTo(ALARMS);
    assertThat(HexFormat.of().formatHex(CommitCodec.encode(ALARMS))).isEqualTo(ALARMS_VERSION_1);
  }

  private static final Committed ALARM_UNDER_A_CORRELATION =
      new Committed(
          AT,
          List.of(new Change.AlarmSet("tea", "at", AT, 1, AT, "no tea", "request-1")),
          List.of(),
          List.of());

  /** What was written first for an alarm with a correlation; these bytes never change either. */
  private static final String ALARM_UNDER_A_CORRELATION_VERSION_1 =
      "01caa888b00df2ebdcc302012003746561026174caa888b00df2ebdcc30201caa888b00df2ebdcc3"
          + "02066e6f2074656109726571756573742d3100";

  @Test
  void an_alarm_with_its_correlation_stays_readable_for_ever_and_is_written_today() {
    assertThat(HexFormat.of().formatHex(CommitCodec.encode(ALARM_UNDER_A_CORRELATION)))
        .isEqualTo(ALARM_UNDER_A_CORRELATION_VERSION_1);
    byte[] bytes = HexFormat.of().parseHex(ALARM_UNDER_A_CORRELATION_VERSION_1);
    assertThat(CommitCodec.decode(ADA, 1, bytes))
        .usingRecursiveComparison()
        .isEqualTo(ALARM_UNDER_A_CORRELATION);
  }

  private static final List<Change> MESSAGE_KINDS =
      List.of(
          new Change.Told(65_537, "chat/a", "tell", "either", new byte[] {7, 0}, "request-1"),
          new Change.ToldUpTo("chat/a", 65_537),
          new Change.TellApplied("clock/b", Long.MAX_VALUE),
          new Change.TellFailed("clock/b", 2, 4));

  private static final Committed MESSAGES =
      new Committed(AT, MESSAGE_KINDS, List.of(), List.of(new TurnNote("say", "request-1")));

  /** What was written first for {@link #MESSAGES}; these bytes never change either. */
  private static final String MESSAGES_VERSION_1 =
      "01caa888b00df2ebdcc302041282800806636861742f610474656c6c0665697468657202070009726571"
          + "756573742d311306636861742f618280081407636c6f636b2f62feffffffffffffffff011507636c6f63"
          + "6b2f620404010373617909726571756573742d31";

  @Test
  void what_was_written_of_messages_stays_readable_for_ever_and_is_written_today() {
    assertThat(HexFormat.of().formatHex(CommitCodec.encode(MESSAGES)))
        .isEqualTo(MESSAGES_VERSION_1);
    Committed read = CommitCodec.decode(ADA, 1, HexFormat.of().parseHex(MESSAGES_VERSION_1));
    assertThat(read).usingRecursiveComparison().isEqualTo(MESSAGES);
  }

  private static final List<Change> CALL_KINDS =
      List.of(
          new Change.CallAsked(65_537, "feed", "key-1", new byte[] {7, 0}, "request-1", AT),
          new Change.CallDone(65_537),
          new Change.CallFailed(131_073, 4));

  private static final Committed CALLS =
      new Committed(AT, CALL_KINDS, List.of(), List.of(new TurnNote("call-ended", "request-1")));

  /** What was written first for {@link #CALLS}; these bytes never change either. */
  private static final String CALLS_VERSION_1 =
      "01caa888b00df2ebdcc30203168280080466656564056b65792d3102070009726571756573742d31"
          + "caa888b00df2ebdcc302178280081882801004010a63616c6c2d656e64656409726571756573742d31";

  @Test
  void what_was_written_of_calls_stays_readable_for_ever_and_is_written_today() {
    assertThat(HexFormat.of().formatHex(CommitCodec.encode(CALLS))).isEqualTo(CALLS_VERSION_1);
    Committed read = CommitCodec.decode(ADA, 1, HexFormat.of().parseHex(CALLS_VERSION_1));
    assertThat(read).usingRecursiveComparison().isEqualTo(CALLS);
  }

  @Test
  void what_is_written_today_is_version_1() {
    assertThat(HexFormat.of().formatHex(CommitCodec.encode(COMMITTED))).isEqualTo(VERSION_1);
  }

  @Test
  void every_kind_of_change_is_tried_here() {
    Set<Class<?>> tried =
        Stream.of(EVERY_KIND, ALARM_KINDS, MESSAGE_KINDS, CALL_KINDS, MailCodecTest.KINDS)
            .flatMap(List::stream)
            .map(Object::getClass)
            .collect(Collectors.toSet());
    assertThat(tried).containsExactlyInAnyOrderElementsOf(kinds(Change.class));
  }

  private static List<Class<?>> kinds(Class<?> kind) {
    return kind.isSealed()
        ? Stream.of(kind.getPermittedSubclasses()).flatMap(k -> kinds(k).stream()).toList()
        : List.of(kind);
  }

  @Test
  void a_snapshot_reads_back_as_it_was() {
    ObjectSnapshot snapshot = new ObjectSnapshot(ADA, 12, AT, EVERY_KIND);
    ObjectSnapshot read = CommitCodec.decodeSnapshot(ADA, 12, CommitCodec.encode(snapshot));
    assertThat(read).usingRecursiveComparison().isEqualTo(snapshot);
  }

  @Test
  void times_of_any_age_read_back_to_the_nanosecond() {
    for (Instant time : List.of(Instant.MIN, Instant.EPOCH.minusNanos(1), Instant.MAX)) {
      Committed committed = new Committed(time, List.of(), List.of(), List.of());
      assertThat(CommitCodec.decode(ADA, 1, CommitCodec.encode(committed)).at()).isEqualTo(time);
    }
  }

  @Test
  void a_small_commit_takes_few_bytes() {
    Committed small =
        new Committed(
            AT,
            List.of(new Change.KeyPut("count", new byte[10])),
            List.of(),
            List.of(new TurnNote("increment", "")));
    assertThat(CommitCodec.encode(small)).hasSizeLessThan(48);
  }

  @Test
  void an_unknown_kind_names_object_sequence_and_kind() {
    byte[] bytes = {1, 0, 0, 1, 31};
    assertThatExceptionOfType(UnreadableException.class)
        .isThrownBy(() -> CommitCodec.decode(ADA, 77, bytes))
        .withMessageContaining("chat/ada")
        .withMessageContaining("77")
        .withMessageContaining("written by a newer version: change kind 31");
  }

  @Test
  void an_unknown_format_is_told_as_a_newer_version() {
    assertThatExceptionOfType(UnreadableException.class)
        .isThrownBy(() -> CommitCodec.decodeSnapshot(ADA, 5, new byte[] {2, 0, 0, 0}))
        .withMessageContaining("snapshot 5 of object chat/ada")
        .withMessageContaining("newer version: format 2");
  }

  @Test
  void bytes_cut_off_anywhere_are_refused() {
    byte[] whole = CommitCodec.encode(COMMITTED);
    for (int length = 0; length < whole.length; length++) {
      assertRefused(Arrays.copyOf(whole, length));
    }
  }

  @Test
  void bytes_after_the_end_are_refused() {
    byte[] whole = CommitCodec.encode(COMMITTED);
    assertRefused(Arrays.copyOf(whole, whole.length + 1));
  }

  @Test
  void lengths_that_lie_are_refused_without_taking_memory() {
    String head = "010000";
    assertRefused(head + "ffffffff07"); // 2^31 - 1 changes
    assertRefused(head + "ffffffffffffffffff01"); // -1 changes
    assertRefused(head + "ffffffffffffffffffff01"); // a number of 71 bits
    assertRefused(head + "0104ffffffff07"); // a key of 2 GB
    assertRefused(head + "0104ffffffffffffffffff01"); // a key of -1 bytes
    assertRefused("0100ff93ebdc0300"); // a billion nanoseconds
    assertRefused(head + "010401c3"); // half of a UTF-8 character
  }

  @Test
  void any_flipped_bit_reads_as_something_or_is_refused_cleanly() {
    byte[] whole = CommitCodec.encode(COMMITTED);
    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      try {
        assertThat(CommitCodec.decode(ADA, 1, flipped)).isNotNull();
      } catch (UnreadableException e) {
        assertThat(e).hasMessageContaining("event 1 of object chat/ada");
      }
    }
  }

  @Test
  void half_a_surrogate_pair_is_refused_when_writing() {
    Committed half =
        new Committed(AT, List.of(new Change.KeyDeleted("a\ud800b")), List.of(), List.of());
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> CommitCodec.encode(half))
        .withMessageContaining("surrogate");
  }

  private static void assertRefused(String hex) {
    assertRefused(HexFormat.of().parseHex(hex));
  }

  private static void assertRefused(byte[] bytes) {
    assertThatExceptionOfType(UnreadableException.class)
        .isThrownBy(() -> CommitCodec.decode(ADA, 1, bytes))
        .withMessageContaining("event 1 of object chat/ada");
  }
}
