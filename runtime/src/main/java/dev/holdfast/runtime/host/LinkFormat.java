package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.wire.WireException;
import dev.holdfast.runtime.host.wire.WireReader;
import dev.holdfast.runtime.host.wire.WireWriter;
import dev.holdfast.runtime.spi.Answer;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.List;

/** What goes by links, as bytes: a version, what it is, and its fields. */
final class LinkFormat {
  /** The first byte. */
  static final int VERSION = 1;

  // Part of the format: never change, never reuse.
  private static final int ANSWERED = 1;
  private static final int ORDERS = 2;
  private static final int ROLL_CALL = 3;
  private static final int HELD = 4;
  private static final int TAKEN = 5;
  private static final int LISTED = 6;
  private static final int CALLS_ASKED = 7;
  private static final int CALLS_HELD = 8;

  private LinkFormat() {}

  static void write(ByteBuffer buffer, LinkMessage message) {
    WireWriter out = new WireWriter(buffer);
    out.tag(VERSION);
    switch (message) {
      case LinkMessage.Answered answered -> answered(out, answered);
      case HubMessage.Orders orders -> {
        out.tag(ORDERS);
        HubFormat.write(out, orders);
      }
      case HubMessage.Taken taken -> {
        out.tag(TAKEN);
        HubFormat.write(out, taken);
      }
      case HubMessage.Listed listed -> {
        out.tag(LISTED);
        HubFormat.write(out, listed);
      }
      case LinkMessage.RollCall(String asking, long round, var numbers) ->
          numbers(out, ROLL_CALL, asking, round, numbers);
      case LinkMessage.Held(String node, long round, var numbers) ->
          numbers(out, HELD, node, round, numbers);
      case LinkMessage.CallsAsked(String asking, long question, var object) -> {
        out.tag(CALLS_ASKED);
        out.text(asking);
        out.number(question);
        out.text(object.toString());
      }
      case LinkMessage.CallsHeld(String node, long question, var numbers) ->
          numbers(out, CALLS_HELD, node, question, numbers);
      case LinkMessage.Fence _ -> throw new WireException("a fence never leaves its node");
    }
  }

  private static void numbers(
      WireWriter out, int tag, String node, long round, List<Long> numbers) {
    out.tag(tag);
    out.text(node);
    out.number(round);
    out.all(numbers, WireWriter::number);
  }

  /** One that is larger than a frame is replaced: its caller must not wait in vain. */
  private static void answered(WireWriter out, LinkMessage.Answered answered) {
    out.tag(ANSWERED);
    out.number(answered.number());
    int start = out.out().position();
    try {
      ReplyFormat.write(out, answered.answer());
    } catch (BufferOverflowException e) {
      out.out().position(start);
      ReplyFormat.write(out, new Answer.OutcomeUnknown());
    }
  }

  /** Throws {@link WireException}. */
  static LinkMessage read(WireReader in) {
    int version = in.tag();
    if (version != VERSION) {
      throw new WireException(
          "it is of version %d, and this node reads %d".formatted(version, VERSION));
    }
    try {
      LinkMessage message = body(in.tag(), in);
      in.end();
      return message;
    } catch (IllegalArgumentException e) {
      throw new WireException("it holds what makes no sense");
    }
  }

  private static LinkMessage body(int tag, WireReader in) {
    return switch (tag) {
      case ANSWERED -> new LinkMessage.Answered(in.number(), ReplyFormat.read(in));
      case ORDERS -> HubFormat.orders(in);
      case TAKEN -> HubFormat.taken(in);
      case LISTED -> HubFormat.listed(in);
      case ROLL_CALL ->
          new LinkMessage.RollCall(in.text(), in.number(), in.all(WireReader::number));
      case HELD -> new LinkMessage.Held(in.text(), in.number(), in.all(WireReader::number));
      case CALLS_ASKED ->
          new LinkMessage.CallsAsked(in.text(), in.number(), ObjectId.parse(in.text()));
      case CALLS_HELD ->
          new LinkMessage.CallsHeld(in.text(), in.number(), in.all(WireReader::number));
      default -> throw new WireException("it is of the unknown kind %d".formatted(tag));
    };
  }
}
