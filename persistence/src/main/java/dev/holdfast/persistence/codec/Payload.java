package dev.holdfast.persistence.codec;

import dev.holdfast.runtime.host.stored.Change;

/** How much memory a change holds, near enough to size buffers and queues. */
public final class Payload {
  /** Tag, lengths and numbers of a change beyond its texts and arrays. */
  private static final int OVERHEAD = 12;

  private Payload() {}

  /** Bytes this change takes encoded when its texts are ASCII. */
  public static int bytes(Change change) {
    return OVERHEAD
        + switch (change) {
          case Change.KeyPut(String key, byte[] value) -> key.length() + value.length;
          case Change.KeyDeleted(String key) -> key.length();
          case Change.LogAppended appended -> appended.log().length();
          case Change.LogBounds bounds -> bounds.log().length();
          case Change.LogMarked marked -> marked.log().length();
          case Change.AnswerRemembered remembered ->
              remembered.id().length() + remembered.bodyHash().length + remembered.answer().length;
          case Change.AlarmSet alarm -> ofAlarm(alarm);
          case Change.AlarmCleared(String name) -> name.length();
          case Change.DeadLetterAdded letter ->
              letter.id().length()
                  + letter.subject().length()
                  + letter.error().length()
                  + letter.content().length();
          case Change.DeadLetterRemoved(String id) -> id.length();
          case Change.Told told ->
              told.target().length() + told.message().length + told.correlation().length();
          case Change.ToldUpTo(String target, _) -> target.length();
          case Change.TellApplied(String sender, _) -> sender.length();
          case Change.TellFailed failed -> failed.sender().length();
          case Change.OfCall call -> ofCall(call);
          case Change.OfQuestion question -> ofQuestion(question);
          case Change.SenderForgotten(String sender, _) -> sender.length();
          case Change.FrameApplied(String socket, _) -> socket.length();
          case Change.HubAttached(String hub) -> hub.length();
          case Change.HubDetached(String hub) -> hub.length();
          case Change.SocketForgotten(String socket) -> socket.length();
          case Change.Created _,
              Change.Destroyed _,
              Change.KeysCleared _,
              Change.SendersForgottenUpTo _ ->
              0;
        };
  }

  private static int ofAlarm(Change.AlarmSet alarm) {
    return alarm.name().length()
        + alarm.schedule().length()
        + alarm.error().length()
        + alarm.correlation().length();
  }

  private static int ofQuestion(Change.OfQuestion change) {
    return switch (change) {
      case Change.QuestionAsked asked ->
          asked.name().length()
              + asked.target().length()
              + asked.message().length()
              + asked.correlation().length();
      case Change.QuestionDecided _, Change.QuestionEnded _ -> 0;
    };
  }

  private static int ofCall(Change.OfCall change) {
    return switch (change) {
      case Change.CallAsked asked ->
          asked.name().length()
              + asked.key().length()
              + asked.call().length
              + asked.correlation().length();
      case Change.CallDone _, Change.CallFailed _ -> 0;
    };
  }
}
