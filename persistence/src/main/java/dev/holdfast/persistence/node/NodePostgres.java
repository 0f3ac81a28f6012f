package dev.holdfast.persistence.node;

import dev.holdfast.persistence.DatabaseSettings;
import dev.holdfast.persistence.DatabaseUnfitException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The node's own PostgreSQL: programs, data, password and log under {@code <data>/postgres}, a free
 * port on loopback, scram authentication with a password only the owner of the folder can read.
 *
 * <p>It outlives a killed node; the next start on the folder stops it cleanly and starts anew. A
 * second node on the same folder is refused.
 *
 * <p>Thread rule: {@link #start} and {@link #close} block, for minutes on a slow disk; {@link
 * #settings} from any thread.
 */
public final class NodePostgres implements AutoCloseable {
  private static final String USER = "holdfast";
  private static final int PASSWORD_BYTES = 32;

  /** Includes the first sync of some 40 MB on a slow disk. */
  private static final Duration INITDB_MAX = Duration.ofMinutes(3);

  private final DataFolderLock lock;
  private final PostgresServer server;
  private final DatabaseSettings settings;

  private NodePostgres(DataFolderLock lock, PostgresServer server, DatabaseSettings settings) {
    this.lock = lock;
    this.server = server;
    this.settings = settings;
  }

  /**
   * Starts the server, on first use after unpacking it and making its data (some seconds). Throws
   * {@link DatabaseUnfitException} with one line for the operator.
   */
  public static NodePostgres start(Path data) {
    try {
      Files.createDirectories(data);
      DataFolderLock lock = DataFolderLock.take(data.toRealPath());
      try {
        return start(lock, data.toRealPath());
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw new DatabaseUnfitException(
          "the data folder %s cannot be used: %s. Check its owner, its permissions and the free space."
              .formatted(data, e),
          e);
    }
  }

  private static NodePostgres start(DataFolderLock lock, Path data) throws IOException {
    Path folder = data.resolve("postgres");
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    PostgresPrograms programs = PostgresPrograms.unpacked(folder);
    RunAs runAs = RunAs.choose(folder);
    Path database = folder.resolve("db");
    Path password = folder.resolve("password");
    if (!Files.exists(database)) {
      create(programs, runAs, folder, database, password);
    }
    runAs.own(folder);
    requireVersion(programs, database);
    PostgresServer server = new PostgresServer(programs, runAs, folder, database);
    int port = server.start();
    return new NodePostgres(
        lock,
        server,
        DatabaseSettings.of(
            "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(port),
            Optional.of(USER),
            Optional.of(Files.readString(password, StandardCharsets.US_ASCII))));
  }

  /** How to reach it, with the pool's default bounds. */
  public DatabaseSettings settings() {
    return settings;
  }

  /** Shuts the server down cleanly and frees the folder. */
  @Override
  public void close() {
    try (lock) {
      server.stop();
    } catch (IOException e) {
      throw new DatabaseUnfitException("the node's own PostgreSQL could not be stopped: " + e, e);
    }
  }

  private static void create(
      PostgresPrograms programs, RunAs runAs, Path folder, Path database, Path password)
      throws IOException {
    Path partial = folder.resolve("db.partial");
    PostgresPrograms.delete(partial);
    writePassword(password);
    runAs.own(folder);
    Command.Ended ended =
        Command.run(
            runAs.words(
                List.of(
                    programs.program("initdb").toString(),
                    "-D",
                    partial.toString(),
                    "-U",
                    USER,
                    "--pwfile=" + password,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C")),
            folder,
            INITDB_MAX);
    if (!ended.well()) {
      throw new DatabaseUnfitException(
          "the database under %s could not be made: %s.".formatted(folder, ended.printed()));
    }
    // Only a complete database ever has the final name.
    Files.move(partial, database, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void writePassword(Path file) throws IOException {
    byte[] random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(
        file,
        Base64.getUrlEncoder().withoutPadding().encodeToString(random),
        StandardCharsets.US_ASCII,
        StandardOpenOption.SYNC);
  }

  /** A database of another major version needs pg_upgrade, which nobody should meet by accident. */
  private static void requireVersion(PostgresPrograms programs, Path database) throws IOException {
    String made = Files.readString(database.resolve("PG_VERSION")).strip();
    String ours = programs.majorVersion();
    if (!ours.equals(made)) {
      throw new DatabaseUnfitException(
          "the database %s was made by PostgreSQL %s, this node brings %s. Dump it with the old node and load it into the new one."
              .formatted(database, made, ours));
    }
  }
}
