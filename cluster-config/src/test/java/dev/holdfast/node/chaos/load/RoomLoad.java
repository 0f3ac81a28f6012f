package dev.holdfast.node.chaos.load;

import dev.holdfast.node.chaos.check.FeedCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/** Clients that talk in rooms and come back with the number of frames they have. */
final class RoomLoad implements Load {
  private static final int ROOMS = 3;
  private static final int CLIENTS = 4;
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  /** Its pauses are so much longer than those of other clients: each frame goes to four. */
  private static final int SLOWER = 4;

  private final Edges edges;
  private final SplittableRandom random;
  private final Duration pauseMax;
  private final Clients threads = new Clients();
  private final Map<String, List<RoomClient>> rooms = new HashMap<>();
  private volatile boolean quiet;
  private long frames;

  RoomLoad(Edges edges, SplittableRandom random, Duration pauseMax) {
    this.edges = edges;
    this.random = random;
    this.pauseMax = pauseMax.multipliedBy(SLOWER);
  }

  @Override
  public void start() {
    for (int i = 0; i < ROOMS; i++) {
      String room = "hall" + i;
      List<RoomClient> clients = new ArrayList<>();
      for (int j = 0; j < CLIENTS; j++) {
        RoomClient client = new RoomClient(edges, room, "s" + j);
        clients.add(client);
        threads.add(
            random.split(),
            pauseMax,
            _ -> {
              if (quiet) {
                client.keepUp();
              } else {
                client.step();
              }
            });
      }
      rooms.put(room, clients);
    }
  }

  /** They go on listening: what they have not got yet is to come. */
  @Override
  public void stop() {
    quiet = true;
  }

  @Override
  public List<String> faults(Duration patience) throws InterruptedException {
    List<String> faults = new ArrayList<>();
    long until = System.nanoTime() + patience.toNanos();
    for (Map.Entry<String, List<RoomClient>> room : rooms.entrySet()) {
      RoomClient last = new RoomClient(edges, room.getKey(), "end");
      String end = await(last, until);
      while (!room.getValue().stream().allMatch(client -> client.has(end))
          && System.nanoTime() < until) {
        LockSupport.parkNanos(LOOK_EVERY.toNanos());
      }
      Map<String, List<String>> got = new HashMap<>();
      room.getValue().forEach(client -> got.put("s" + got.size(), client.got()));
      frames += last.got().size();
      faults.addAll(FeedCheck.faults(room.getKey(), last.got(), got));
      last.close();
    }
    threads.stop();
    rooms.values().forEach(clients -> clients.forEach(RoomClient::close));
    return faults;
  }

  /** Reads the room from its beginning until what it says itself, which it returns. */
  private static String await(RoomClient last, long until) {
    String end = "";
    while (end.isEmpty() && System.nanoTime() < until) {
      last.step();
      end = last.got().stream().filter(frame -> frame.startsWith("end ")).findFirst().orElse("");
    }
    return end;
  }

  @Override
  public String counts() {
    int connections =
        rooms.values().stream().flatMap(List::stream).mapToInt(RoomClient::connections).sum();
    return "%d frames to %d clients over %d connections"
        .formatted(frames, ROOMS * CLIENTS, connections);
  }
}
