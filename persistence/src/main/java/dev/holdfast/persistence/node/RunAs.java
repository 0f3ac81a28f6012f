package dev.holdfast.persistence.node;

import dev.holdfast.persistence.DatabaseUnfitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** PostgreSQL refuses to run as root. As whom it runs instead. */
enum RunAs {
  /** As the node's own user, who is not root. */
  SELF,
  /** As root outside and as nobody in a user namespace of its own; files stay root's. */
  OWN_NAMESPACE,
  /** As nobody, where namespaces are not allowed (containers); its files become nobody's. */
  NOBODY;

  private static final Duration PROBE = Duration.ofSeconds(5);

  /** Finds the way that works here. Throws {@link DatabaseUnfitException} when none does. */
  static RunAs choose(Path folder) throws IOException {
    if (!isRoot(folder)) {
      return SELF;
    }
    for (RunAs way : List.of(OWN_NAMESPACE, NOBODY)) {
      if (way.works(folder)) {
        return way;
      }
    }
    throw new DatabaseUnfitException(
        "the node's own PostgreSQL cannot run as root, and neither unshare nor setpriv works here. Run the node as another user, or give --db.");
  }

  List<String> words(List<String> program) {
    return Stream.concat(before().stream(), program.stream()).toList();
  }

  private List<String> before() {
    return switch (this) {
      case SELF -> List.of();
      case OWN_NAMESPACE -> List.of("unshare", "-U");
      case NOBODY -> List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
    };
  }

  /** Gives the folder to the one who runs. */
  void own(Path folder) throws IOException {
    if (this != NOBODY) {
      return;
    }
    Command.Ended ended =
        Command.run(
            List.of("chown", "-R", "65534:65534", folder.toString()),
            folder,
            Duration.ofMinutes(5));
    if (!ended.well()) {
      throw new DatabaseUnfitException(
          "%s could not be given to the user nobody: %s.".formatted(folder, ended.printed()));
    }
  }

  private boolean works(Path folder) {
    try {
      Command.Ended ended = Command.run(words(List.of("id", "-u")), folder, PROBE);
      return ended.well() && !ended.printed().equals("0");
    } catch (IOException e) {
      return false; // no such program here
    }
  }

  private static boolean isRoot(Path folder) throws IOException {
    // The owner of a file made just now is the one who runs.
    Path probe = Files.createTempFile(folder, "owner", ".txt");
    try {
      return Integer.valueOf(0).equals(Files.getAttribute(probe, "unix:uid"));
    } finally {
      Files.delete(probe);
    }
  }
}
