package dev.holdfast.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.persistence.cluster.ProcessMark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is seen of other processes on this machine. */
class LocalProcessesTest {
  private final LocalProcesses processes = LocalProcesses.ofThisMachine();

  @TempDir private Path nothing;

  private ProcessMark onThisMachine(long pid, long start) {
    assumeTrue(!processes.own().machine().isEmpty(), "no /proc here");
    return new ProcessMark(processes.own().machine(), pid, start);
  }

  @Test
  void a_process_that_runs_has_not_ended() {
    assertThat(processes.hasEnded(processes.own())).isFalse();
  }

  @Test
  void a_process_that_ended_is_seen_to_have() throws IOException, InterruptedException {
    Process other = new ProcessBuilder("sleep", "60").start();
    String stat = Files.readString(Path.of("/proc/" + other.pid() + "/stat"));
    long start = Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19]);
    ProcessMark mark = onThisMachine(other.pid(), start);
    assertThat(processes.hasEnded(mark)).isFalse();
    other.destroyForcibly().waitFor();
    assertThat(processes.hasEnded(mark)).isTrue();
  }

  @Test
  void another_process_of_the_same_number_is_another_process() {
    ProcessMark own = processes.own();
    assertThat(processes.hasEnded(onThisMachine(own.pid(), own.start() - 1))).isTrue();
  }

  @Test
  void nothing_is_known_of_processes_elsewhere() {
    assertThat(processes.hasEnded(new ProcessMark("another machine", 1, 1))).isFalse();
    assertThat(processes.hasEnded(ProcessMark.UNKNOWN)).isFalse();
  }

  @Test
  void where_processes_are_not_shown_none_is_seen_to_have_ended() {
    LocalProcesses blind = LocalProcesses.of(nothing);
    assertThat(blind.own()).isEqualTo(ProcessMark.UNKNOWN);
    assertThat(blind.hasEnded(ProcessMark.UNKNOWN)).isFalse();
  }
}
