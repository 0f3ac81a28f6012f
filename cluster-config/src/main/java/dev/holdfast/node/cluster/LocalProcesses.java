package dev.holdfast.node.cluster;

import dev.holdfast.persistence.cluster.ProcessMark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Sees when another node's process on this machine has ended, so that nobody waits for its lease.
 * Only where {@code /proc} shows the processes of one namespace and one user to both; elsewhere it
 * sees nothing.
 */
final class LocalProcesses {
  /** Behind the command's name in {@code /proc/<pid>/stat}, which may hold anything. */
  private static final int STATE = 0;

  private static final int START_TIME = 19;

  private final Path processes;
  private final ProcessMark own;

  private LocalProcesses(Path processes, ProcessMark own) {
    this.processes = processes;
    this.own = own;
  }

  static LocalProcesses ofThisMachine() {
    return of(Path.of("/proc"));
  }

  static LocalProcesses of(Path processes) {
    return new LocalProcesses(processes, mark(processes));
  }

  /** This process. */
  ProcessMark own() {
    return own;
  }

  /** Whether that process was on this machine and is no more. False where that cannot be seen. */
  boolean hasEnded(ProcessMark process) {
    if (own.machine().isEmpty() || !own.machine().equals(process.machine())) {
      return false;
    }
    try {
      String[] fields = fields(processes.resolve(process.pid() + "/stat"));
      // One that was killed and that nobody has asked for stays as a zombie.
      return Long.parseLong(fields[START_TIME]) != process.start() || fields[STATE].matches("[ZX]");
    } catch (IOException e) {
      return !Files.exists(processes.resolve(Long.toString(process.pid())));
    } catch (RuntimeException unknownForm) {
      return false;
    }
  }

  private static ProcessMark mark(Path processes) {
    try {
      long pid = Long.parseLong(processes.resolve("self").toRealPath().getFileName().toString());
      if (pid != ProcessHandle.current().pid()) {
        return ProcessMark.UNKNOWN; // it shows another namespace than the one this process is in
      }
      Path self = processes.resolve(Long.toString(pid));
      String machine =
          "%s %s %s"
              .formatted(
                  Files.readString(processes.resolve("sys/kernel/random/boot_id")).strip(),
                  Files.readSymbolicLink(self.resolve("ns/pid")),
                  Files.getAttribute(self, "unix:uid"));
      return new ProcessMark(
          machine, pid, Long.parseLong(fields(self.resolve("stat"))[START_TIME]));
    } catch (IOException | RuntimeException e) {
      return ProcessMark.UNKNOWN;
    }
  }

  private static String[] fields(Path stat) throws IOException {
    String line = Files.readString(stat);
    return line.substring(line.lastIndexOf(')') + 1).strip().split(" ");
  }
}
