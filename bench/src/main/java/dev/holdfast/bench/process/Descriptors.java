package dev.holdfast.bench.process;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How many files and sockets a process may have open. */
public final class Descriptors {
  /** Those of a JVM, a node and its database's connections. */
  private static final long OTHERS = 1_000;

  private Descriptors() {}

  /**
   * Throws, saying what to do, where this process may not open so many sockets. Those that it
   * starts may open as many as itself.
   */
  public static void require(int sockets) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      long most = system.getMaxFileDescriptorCount();
      if (most < sockets + OTHERS) {
        throw new IllegalStateException(
            ("%,d sockets need 'ulimit -n' of %d, and it is %d. Raise it in this shell with"
                    + " 'ulimit -n %2$d'; where the hard limit forbids that, in"
                    + " /etc/security/limits.conf or as the service's LimitNOFILE.")
                .formatted(sockets, sockets + OTHERS, most));
      }
    }
  }
}
