package dev.holdfast.node.chaos.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Every client that comes back with the number of its last frame has got the whole log, in order
 * and nothing twice; and what one connection sent stands there at most once each, in its order.
 */
public final class FeedCheck {
  private FeedCheck() {}

  /** A frame's text: who sent it, on which of its connections, the how manieth of that client. */
  public static String frame(String client, int connection, long number) {
    return client + " " + connection + " " + number;
  }

  /**
   * One sentence for each fault.
   *
   * @param log all frames of a room, as one reads them afterwards
   * @param got what each client has got over all its connections
   */
  public static List<String> faults(String room, List<String> log, Map<String, List<String>> got) {
    List<String> faults = new ArrayList<>();
    sent(room, log, faults);
    got.forEach((client, frames) -> {
      int same = 0;
      while (same < Math.min(frames.size(), log.size()) && frames.get(same).equals(log.get(same))) {
        same++;
      }
      if (same < frames.size()) {
        faults.add(
            "client %s of %s got '%s' as frame %d, which is %s"
                .formatted(
                    client,
                    room,
                    frames.get(same),
                    same + 1,
                    same < log.size() ? "'" + log.get(same) + "'" : "not there"));
      } else if (same < log.size()) {
        faults.add(
            "client %s of %s never got frame %d, '%s', and what follows"
                .formatted(client, room, same + 1, log.get(same)));
      }
    });
    return faults;
  }

  private static void sent(String room, List<String> log, List<String> faults) {
    Set<String> seen = new HashSet<>();
    Map<String, Long> last = new HashMap<>();
    for (String frame : log) {
      int blank = frame.lastIndexOf(' ');
      String connection = frame.substring(0, blank);
      long number = Long.parseLong(frame.substring(blank + 1));
      long before = last.getOrDefault(connection, -1L);
      if (!seen.add(frame)) {
        faults.add("frame '%s' stands twice in %s".formatted(frame, room));
      } else if (number < before) {
        faults.add("frame '%s' stands behind %d in %s".formatted(frame, before, room));
      }
      last.put(connection, Math.max(before, number));
    }
  }
}
