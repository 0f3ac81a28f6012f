package dev.holdfast.runtime.host;

import dev.holdfast.runtime.SocketInfo;
import dev.holdfast.runtime.host.wire.SocketOrderFormat;
import dev.holdfast.runtime.spi.SocketOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;

/** About how many bytes orders take on their way to another node. */
final class OrderSizes {
  /** Names, numbers, references. */
  private static final int FIXED = 64;

  private OrderSizes() {}

  static long of(List<SocketOrder> orders) {
    long bytes = FIXED;
    for (SocketOrder order : orders) {
      bytes += of(order);
    }
    return bytes;
  }

  static long of(SocketOrder order) {
    return SocketOrderFormat.bytes(order);
  }

  static long of(SocketInfo socket) {
    return FIXED + of(socket.tags()) + socket.attachment().length;
  }

  private static long of(Set<String> tags) {
    return tags.stream().mapToLong(String::length).sum();
  }

  /** In parts of that size, in order; what is larger by itself is a part of its own. */
  static <T> List<List<T>> split(List<T> whole, long bytesMax, ToLongFunction<T> size) {
    List<List<T>> parts = new ArrayList<>(1);
    List<T> part = new ArrayList<>();
    long bytes = 0;
    for (T one : whole) {
      long more = size.applyAsLong(one);
      if (!part.isEmpty() && bytes + more > bytesMax) {
        parts.add(part);
        part = new ArrayList<>();
        bytes = 0;
      }
      part.add(one);
      bytes += more;
    }
    parts.add(part);
    return parts;
  }
}
