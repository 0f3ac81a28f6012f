package dev.holdfast.bench.load;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Whether every socket got every frame once, those of one sender in the order sent, and all sockets
 * in the same order.
 *
 * <p>Thread rule: confined.
 */
final class BroadcastCheck {
  /** Frames that some sockets have and others not: far more than a server queues for one. */
  private static final int SPREAD_MAX = 1 << 16;

  /** Any odd one, so that it mixes: the multiplier of {@code SplittableRandom}. */
  private static final long MIX = 0x9e3779b97f4a7c15L;

  private final int[][] nextOf;
  private final long[] orders;
  private final long[] gotBy;
  private final int[] having = new int[SPREAD_MAX];
  private long got;
  private long faults;
  private @Nullable String firstFault;

  BroadcastCheck(int sockets, int senders) {
    nextOf = new int[sockets][senders];
    orders = new long[sockets];
    gotBy = new long[sockets];
  }

  /** A socket got a frame; whether it was the last one to get its such. */
  boolean got(int socket, int sender, int number) {
    int expected = nextOf[socket][sender];
    if (number != expected) {
      fault(
          "socket %d got frame %d of sender %d, not %d"
              .formatted(socket, number, sender, expected));
    }
    nextOf[socket][sender] = number + 1;
    orders[socket] = (orders[socket] ^ (((long) sender << 32) | number)) * MIX;
    got++;
    int place = (int) (gotBy[socket]++ % SPREAD_MAX);
    if (++having[place] < orders.length) {
      return false;
    }
    having[place] = 0;
    return true;
  }

  void fault(String what) {
    faults++;
    if (firstFault == null) {
      firstFault = what;
      System.err.println("first fault: " + what);
    }
  }

  /** What all sockets got, together. */
  long got() {
    return got;
  }

  /** Compares with what was sent, at the end; how much was wrong in all. */
  long faults(long sent) {
    for (int socket = 0; socket < gotBy.length; socket++) {
      if (gotBy[socket] != sent) {
        fault("socket %d got %d of %d frames".formatted(socket, gotBy[socket], sent));
      }
    }
    if (Arrays.stream(orders).distinct().count() > 1) {
      fault("not all sockets got the frames in the same order");
    }
    return faults;
  }
}
