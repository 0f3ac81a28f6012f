package dev.holdfast.persistence.node;

import dev.holdfast.persistence.DatabaseUnfitException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, unpacked from the class path into the data folder once. The folder's name
 * tells which archive it came from, so a new version of the node unpacks its own.
 */
final class PostgresPrograms {
  private static final String PREFIX = "programs-";
  private static final int COPY_BUFFER = 1 << 16;

  private final Path folder;

  private PostgresPrograms(Path folder) {
    this.folder = folder;
  }

  Path program(String name) {
    return folder.resolve("bin").resolve(name);
  }

  Path folder() {
    return folder;
  }

  /** As {@code PG_VERSION} of a database has it; initdb itself reads it from the same place. */
  String majorVersion() throws IOException {
    Path catalogue = folder.resolve("share").resolve("postgresql").resolve("postgres.bki");
    try (Stream<String> lines = Files.lines(catalogue)) {
      return lines.findFirst().orElse("").replaceFirst("^# PostgreSQL ", "").strip();
    }
  }

  static PostgresPrograms unpacked(Path parent) throws IOException {
    URL archive = archive();
    Path folder = parent.resolve(PREFIX + fingerprint(archive));
    if (!Files.isDirectory(folder)) {
      Path partial = parent.resolve(folder.getFileName() + ".partial");
      delete(partial);
      unpack(archive, partial);
      // Only a complete folder ever has the final name.
      Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
      deleteOthers(parent, folder);
    }
    return new PostgresPrograms(folder);
  }

  private static URL archive() {
    String name = "/postgres-%s-%s.txz".formatted(system(), machine());
    URL url = PostgresPrograms.class.getResource(name);
    if (url == null) {
      throw new DatabaseUnfitException(
          "this build has no PostgreSQL for %s on %s. Give another one with --db."
              .formatted(System.getProperty("os.name"), System.getProperty("os.arch")));
    }
    return url;
  }

  private static String system() {
    String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    return name.startsWith("mac") ? "darwin" : name.replace(' ', '-');
  }

  private static String machine() {
    String name = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    return switch (name) {
      case "amd64", "x86_64" -> "x86_64";
      case "aarch64", "arm64" -> "arm_64";
      default -> name;
    };
  }

  /** From the jar's directory: reading 15 MB at every start would cost more than the start. */
  private static String fingerprint(URL archive) throws IOException {
    URLConnection connection = archive.openConnection();
    if (connection instanceof JarURLConnection jar) {
      return Long.toHexString(jar.getJarEntry().getCrc());
    }
    try (InputStream opened = connection.getInputStream()) {
      return Long.toHexString(connection.getContentLengthLong())
          + (opened.markSupported() ? "" : "s");
    }
  }

  private static void unpack(URL archive, Path into) throws IOException {
    Files.createDirectories(into);
    try (InputStream raw = new BufferedInputStream(archive.openStream(), COPY_BUFFER);
        TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(raw))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        unpack(entry, tar, into);
      }
    }
  }

  private static void unpack(TarArchiveEntry entry, InputStream content, Path into)
      throws IOException {
    Path target = inside(into, into.resolve(entry.getName()), entry);
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Files.createDirectories(inside(into, target.resolveSibling("."), entry));
    if (entry.isSymbolicLink()) {
      inside(into, target.resolveSibling(entry.getLinkName()), entry);
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(content, target);
    boolean program = (entry.getMode() & 0100) != 0;
    Files.setPosixFilePermissions(
        target, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
    force(target);
  }

  /** Or else a power cut now would leave programs of zeros under their final name. */
  private static void force(Path file) throws IOException {
    if (Files.size(file) >= COPY_BUFFER) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
    }
  }

  private static Path inside(Path folder, Path target, TarArchiveEntry entry) throws IOException {
    Path normal = target.normalize();
    if (!normal.startsWith(folder)) {
      throw new IOException("the archive's entry " + entry.getName() + " leads out of its folder");
    }
    return normal;
  }

  private static void deleteOthers(Path parent, Path keep) throws IOException {
    try (Stream<Path> entries = Files.list(parent)) {
      for (Path entry : entries.toList()) {
        if (entry.getFileName().toString().startsWith(PREFIX) && !entry.equals(keep)) {
          delete(entry);
        }
      }
    }
  }

  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
