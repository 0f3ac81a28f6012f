package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Utf8Order;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.Committed;
import dev.holdfast.runtime.host.stored.LogRow;

/** About how many bytes things take in the journal: enough to bound batches and time snapshots. */
final class Sizes {
  /** Tag, lengths, sequence, row header. */
  private static final int EVENT_BYTES = 48;

  private static final long CHANGE_BYTES = 16;

  private Sizes() {}

  static long of(Change change) {
    return CHANGE_BYTES
        + switch (change) {
          case Change.KeyPut(String key, byte[] value) ->
              (long) Utf8Order.byteLength(key) + value.length;
          case Change.KeyDeleted(String key) -> Utf8Order.byteLength(key);
          case Change.AnswerRemembered(String id, byte[] hash, var _, byte[] answer) ->
              (long) Utf8Order.byteLength(id) + hash.length + answer.length;
          case Change.AlarmSet alarm -> of(alarm);
          case Change.AlarmCleared(String name) -> Utf8Order.byteLength(name);
          case Change.DeadLetterAdded letter ->
              (long) Utf8Order.byteLength(letter.subject())
                  + Utf8Order.byteLength(letter.error())
                  + Utf8Order.byteLength(letter.content())
                  + letter.id().length();
          case Change.DeadLetterRemoved(String id) -> id.length();
          case Change.Told told ->
              (long) Utf8Order.byteLength(told.target())
                  + told.message().length
                  + told.correlation().length();
          case Change.ToldUpTo(String target, long _) -> Utf8Order.byteLength(target);
          case Change.TellApplied(String sender, long _) -> Utf8Order.byteLength(sender);
          case Change.TellFailed failed -> Utf8Order.byteLength(failed.sender());
          case Change.OfCall call -> of(call);
          case Change.OfSender sender -> of(sender);
          case Change.OfQuestion question -> of(question);
          case Change.LogAppended _,
              Change.LogBounds _,
              Change.LogMarked _,
              Change.Created _,
              Change.Destroyed _,
              Change.KeysCleared _,
              Change.FrameApplied _,
              Change.SocketForgotten _,
              Change.HubAttached _,
              Change.HubDetached _ ->
              0;
        };
  }

  private static long of(Change.AlarmSet alarm) {
    return (long) Utf8Order.byteLength(alarm.name())
        + alarm.schedule().length()
        + Utf8Order.byteLength(alarm.error())
        + alarm.correlation().length();
  }

  private static long of(Change.OfQuestion change) {
    return change instanceof Change.QuestionAsked asked
        ? (long) Utf8Order.byteLength(asked.name())
            + Utf8Order.byteLength(asked.target())
            + asked.message().length()
            + asked.correlation().length()
        : 0;
  }

  private static long of(Change.OfSender change) {
    return change instanceof Change.SenderForgotten(String sender, long _)
        ? Utf8Order.byteLength(sender)
        : 0;
  }

  private static long of(Change.OfCall change) {
    return switch (change) {
      case Change.CallAsked asked ->
          Utf8Order.byteLength(asked.name())
              + asked.key().length()
              + asked.call().length
              + Utf8Order.byteLength(asked.correlation());
      case Change.CallDone _, Change.CallFailed _ -> 0;
    };
  }

  /**
   * The event and its log rows; read back, an event has none. Rows count because those that a trim
   * lets go stay on disk until a snapshot says that they are gone.
   */
  static long of(Committed committed) {
    long bytes = EVENT_BYTES;
    for (LogRow row : committed.rows()) {
      bytes += row.body().length;
    }
    for (Change change : committed.changes()) {
      bytes += of(change);
    }
    return bytes;
  }
}
