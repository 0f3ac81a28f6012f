package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.SocketInfo;
import dev.holdfast.runtime.host.wire.HttpFormat;
import dev.holdfast.runtime.host.wire.SocketOrderFormat;
import dev.holdfast.runtime.host.wire.WireReader;
import dev.holdfast.runtime.host.wire.WireWriter;
import java.util.Set;

/** What hubs and objects of different nodes tell each other, as bytes. */
final class HubFormat {
  private HubFormat() {}

  static void write(WireWriter out, HubMessage.Orders orders) {
    out.text(orders.to());
    out.text(orders.from());
    out.count(orders.stream());
    out.number(orders.number());
    out.text(orders.object().toString());
    out.all(orders.orders(), SocketOrderFormat::write);
    out.number(orders.question());
  }

  static HubMessage.Orders orders(WireReader in) {
    return new HubMessage.Orders(
        in.text(),
        in.text(),
        in.count(),
        in.number(),
        ObjectId.parse(in.text()),
        in.all(SocketOrderFormat::read),
        in.number());
  }

  static void write(WireWriter out, HubMessage.Taken taken) {
    out.text(taken.to());
    out.text(taken.from());
    out.count(taken.stream());
    out.number(taken.upTo());
    out.flag(taken.again());
  }

  static HubMessage.Taken taken(WireReader in) {
    return new HubMessage.Taken(in.text(), in.text(), in.count(), in.number(), in.flag());
  }

  static void write(WireWriter out, HubMessage.Listed listed) {
    out.text(listed.to());
    out.number(listed.question());
    out.all(listed.sockets(), HubFormat::write);
    out.flag(listed.last());
  }

  static HubMessage.Listed listed(WireReader in) {
    return new HubMessage.Listed(in.text(), in.number(), in.all(HubFormat::socket), in.flag());
  }

  private static void write(WireWriter out, SocketInfo socket) {
    HttpFormat.write(out, socket.id());
    out.all(socket.tags(), WireWriter::text);
    out.bytes(socket.attachment());
  }

  private static SocketInfo socket(WireReader in) {
    return new SocketInfo(HttpFormat.socket(in), Set.copyOf(in.all(WireReader::text)), in.bytes());
  }
}
