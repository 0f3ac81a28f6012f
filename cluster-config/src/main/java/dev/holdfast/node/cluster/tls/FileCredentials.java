package dev.holdfast.node.cluster.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;

/** Certificates of the operator's, read again at each look. */
final class FileCredentials implements CredentialSource {
  private record Read(String certificate, String key, String authorities) {}

  private final ClusterTlsSettings.Files files;
  private Optional<Read> last = Optional.empty();
  private Optional<Credentials> made = Optional.empty();

  FileCredentials(ClusterTlsSettings.Files files) {
    this.files = files;
  }

  @Override
  public Credentials read() throws GeneralSecurityException, IOException {
    Read now = new Read(text(files.certificate()), text(files.key()), text(files.authorities()));
    if (made.isEmpty() || !last.equals(Optional.of(now))) {
      made = Optional.of(credentials(now));
      last = Optional.of(now);
    }
    return made.orElseThrow();
  }

  private Credentials credentials(Read now) throws GeneralSecurityException {
    var chain = parsed(files.certificate(), now.certificate(), Pem::certificates);
    var key = parsed(files.key(), now.key(), Pem::privateKey);
    var trusted = parsed(files.authorities(), now.authorities(), Pem::certificates);
    try {
      return Credentials.of(List.copyOf(chain), key, List.copyOf(trusted));
    } catch (GeneralSecurityException e) {
      throw new GeneralSecurityException(
          "%s and %s do not fit: %s".formatted(files.certificate(), files.key(), e.getMessage()),
          e);
    }
  }

  @FunctionalInterface
  private interface Parse<T> {
    T of(String pem) throws GeneralSecurityException;
  }

  private static <T> T parsed(Path file, String pem, Parse<T> parse)
      throws GeneralSecurityException {
    try {
      return parse.of(pem);
    } catch (GeneralSecurityException e) {
      throw new GeneralSecurityException("%s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static String text(Path file) throws IOException {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IOException("%s cannot be read: %s".formatted(file, e), e);
    }
  }
}
