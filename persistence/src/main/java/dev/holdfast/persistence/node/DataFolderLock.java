package dev.holdfast.persistence.node;

import dev.holdfast.persistence.DatabaseUnfitException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One node a data folder. The lock is the kernel's, so it ends with the process however that ends;
 * the file stays and means nothing.
 */
final class DataFolderLock implements AutoCloseable {
  private static final String FILE = "holdfast.lock";

  /**
   * What this process holds. It must not even open a lock file again: on POSIX systems closing any
   * channel of a file frees every lock the process has on it.
   */
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private DataFolderLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Throws {@link DatabaseUnfitException} when another node holds it. */
  static DataFolderLock take(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!HELD_HERE.add(file)) {
      throw new DatabaseUnfitException(inUse(folder, ""));
    }
    try {
      return locked(folder, file);
    } catch (IOException | RuntimeException e) {
      HELD_HERE.remove(file);
      throw e;
    }
  }

  private static DataFolderLock locked(Path folder, Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() == null) {
        throw new DatabaseUnfitException(inUse(folder, holder(file)));
      }
      byte[] pid = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(pid), 0);
      return new DataFolderLock(file, channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static String inUse(Path folder, String holder) {
    return "the data folder %s is in use by another node%s. Stop that one, or give this one another --data."
        .formatted(folder, holder);
  }

  private static String holder(Path file) {
    try {
      String pid = Files.readString(file, StandardCharsets.US_ASCII).strip();
      return pid.matches("\\d{1,10}") ? " (process " + pid + ")" : "";
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    HELD_HERE.remove(file);
  }
}
