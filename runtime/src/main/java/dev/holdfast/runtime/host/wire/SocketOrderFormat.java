package dev.holdfast.runtime.host.wire;

import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.spi.LogFrames;
import dev.holdfast.runtime.spi.SocketOrder;
import java.util.HashSet;
import java.util.Set;

/** What objects decide for their sockets, on its way to the hub of another node. */
public final class SocketOrderFormat {
  // Part of the format: never change, never reuse.
  private static final int OPEN = 1;
  private static final int SEND = 2;
  private static final int BROADCAST = 3;
  private static final int BROADCAST_TAGGED = 4;
  private static final int RETAG = 5;
  private static final int ATTACH = 6;
  private static final int CLOSE = 7;
  private static final int CLOSE_ALL = 8;
  private static final int LOG_GROWN = 9;
  private static final int LOG_REACHES = 10;
  private static final int MISSED = 11;

  /** What one takes beside frames, tags and attachments: ids, keys, reasons. */
  private static final int AROUND_BYTES = 512;

  private SocketOrderFormat() {}

  public static void write(WireWriter out, SocketOrder order) {
    switch (order) {
      case SocketOrder.Open open -> open(out, open);
      case SocketOrder.Send(var socket, String key, var frame) -> {
        out.tag(SEND);
        HttpFormat.write(out, socket);
        keyed(out, key, frame);
      }
      case SocketOrder.Broadcast(String key, var frame) -> {
        out.tag(BROADCAST);
        keyed(out, key, frame);
      }
      case SocketOrder.BroadcastTagged(String tag, String key, var frame) -> {
        out.tag(BROADCAST_TAGGED);
        out.text(tag);
        keyed(out, key, frame);
      }
      case SocketOrder.Retag(var socket, Set<String> tags) -> {
        out.tag(RETAG);
        HttpFormat.write(out, socket);
        out.all(tags, WireWriter::text);
      }
      case SocketOrder.Attach(var socket, byte[] attachment) -> {
        out.tag(ATTACH);
        HttpFormat.write(out, socket);
        out.bytes(attachment);
      }
      case SocketOrder.Close close -> close(out, close);
      case SocketOrder.CloseAll(int code, String reason) -> {
        out.tag(CLOSE_ALL);
        out.number(code);
        out.text(reason);
      }
      case SocketOrder.LogGrown grown -> grown(out, grown);
      case SocketOrder.LogReaches reaches -> reaches(out, reaches);
      case SocketOrder.Missed() -> out.tag(MISSED);
    }
  }

  private static void reaches(WireWriter out, SocketOrder.LogReaches reaches) {
    out.tag(LOG_REACHES);
    out.text(reaches.log());
    out.number(reaches.life());
    out.number(reaches.tail());
  }

  private static void keyed(WireWriter out, String key, Frame frame) {
    out.text(key);
    HttpFormat.write(out, frame);
  }

  private static void close(WireWriter out, SocketOrder.Close close) {
    out.tag(CLOSE);
    HttpFormat.write(out, close.socket());
    out.number(close.code());
    out.text(close.reason());
  }

  private static void open(WireWriter out, SocketOrder.Open open) {
    out.tag(OPEN);
    HttpFormat.write(out, open.socket());
    out.all(open.tags(), WireWriter::text);
    out.bytes(open.attachment());
    out.maybe(
        open.following(),
        (to, following) -> {
          to.text(following.log());
          to.number(following.life());
          to.number(following.after());
          to.number(following.tail());
        });
    out.maybe(open.greeting(), HttpFormat::write);
  }

  private static void grown(WireWriter out, SocketOrder.LogGrown grown) {
    out.tag(LOG_GROWN);
    out.text(grown.log());
    out.number(grown.life());
    out.all(
        grown.entries(),
        (to, entry) -> {
          to.number(entry.number());
          HttpFormat.write(to, entry.frame());
        });
  }

  /** About how many it takes. */
  public static int bytes(SocketOrder order) {
    return AROUND_BYTES
        + switch (order) {
          case SocketOrder.Open open ->
              open.attachment().length
                  + Limits.SOCKET_TAGS_MAX * Limits.SOCKET_TAG_CHARS_MAX
                  + open.greeting().map(Frame::size).orElse(0);
          case SocketOrder.Send send -> send.frame().size();
          case SocketOrder.Broadcast broadcast -> broadcast.frame().size();
          case SocketOrder.BroadcastTagged broadcast -> broadcast.frame().size();
          case SocketOrder.Retag _ -> Limits.SOCKET_TAGS_MAX * Limits.SOCKET_TAG_CHARS_MAX;
          case SocketOrder.Attach attach -> attach.attachment().length;
          case SocketOrder.Close _,
              SocketOrder.CloseAll _,
              SocketOrder.LogReaches _,
              SocketOrder.Missed _ ->
              0;
          case SocketOrder.LogGrown grown ->
              grown.entries().stream().mapToInt(entry -> entry.frame().size()).sum();
        };
  }

  public static SocketOrder read(WireReader in) {
    int tag = in.tag();
    return switch (tag) {
      case OPEN ->
          new SocketOrder.Open(
              HttpFormat.socket(in),
              tags(in),
              in.bytes(),
              in.maybe(SocketOrderFormat::following),
              in.maybe(HttpFormat::frame));
      case SEND -> new SocketOrder.Send(HttpFormat.socket(in), in.text(), HttpFormat.frame(in));
      case BROADCAST -> new SocketOrder.Broadcast(in.text(), HttpFormat.frame(in));
      case BROADCAST_TAGGED ->
          new SocketOrder.BroadcastTagged(in.text(), in.text(), HttpFormat.frame(in));
      case RETAG -> new SocketOrder.Retag(HttpFormat.socket(in), tags(in));
      case ATTACH -> new SocketOrder.Attach(HttpFormat.socket(in), in.bytes());
      case CLOSE -> new SocketOrder.Close(HttpFormat.socket(in), (int) in.number(), in.text());
      case CLOSE_ALL -> new SocketOrder.CloseAll((int) in.number(), in.text());
      case LOG_GROWN ->
          new SocketOrder.LogGrown(in.text(), in.number(), in.all(SocketOrderFormat::entry));
      case LOG_REACHES -> new SocketOrder.LogReaches(in.text(), in.number(), in.number());
      case MISSED -> new SocketOrder.Missed();
      default -> throw new WireException("it has an order of the unknown kind %d".formatted(tag));
    };
  }

  private static Set<String> tags(WireReader in) {
    return Set.copyOf(new HashSet<>(in.all(WireReader::text)));
  }

  private static SocketOrder.Following following(WireReader in) {
    return new SocketOrder.Following(in.text(), in.number(), in.number(), in.number());
  }

  private static LogFrames.Numbered entry(WireReader in) {
    return new LogFrames.Numbered(in.number(), HttpFormat.frame(in));
  }
}
