package dev.holdfast.http.chat;

import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.SocketInfo;
import dev.holdfast.runtime.spi.SocketHub;
import dev.holdfast.runtime.spi.SocketOrder;
import java.util.ArrayList;
import java.util.List;

/** A hub that keeps the frames of grown logs, as every follower gets them. */
public final class RecordedFrames implements SocketHub {
  public final List<String> texts = new ArrayList<>();

  @Override
  public String name() {
    return "recorded";
  }

  @Override
  public void carryOut(ObjectId object, List<SocketOrder> orders) {
    for (SocketOrder order : orders) {
      if (order instanceof SocketOrder.LogGrown grown) {
        grown.entries().forEach(entry -> texts.add(((Frame.Text) entry.frame()).text()));
      }
    }
  }

  @Override
  public List<SocketInfo> sockets(ObjectId object) {
    return List.of();
  }
}
