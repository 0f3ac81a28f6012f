package dev.holdfast.node.cluster.tls;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the operator says about connections between nodes.
 *
 * @param files certificates of the operator's; empty for those of the cluster's own authority
 */
public record ClusterTlsSettings(Mode mode, Optional<Files> files) {
  private static final String CERT = "cluster-tls-cert";
  private static final String KEY = "cluster-tls-key";
  private static final String CA = "cluster-tls-ca";

  /** When nodes speak TLS. */
  public enum Mode {
    /** When the cluster's address is not loopback, or certificates are given. */
    AUTO,
    ON,
    /** Never; only where the cluster's address is loopback. */
    OFF
  }

  /**
   * Files of PEM, read again while the node runs.
   *
   * @param certificate this node's, followed by those between it and the authority
   * @param key of the first certificate, unencrypted
   * @param authorities one or more; whoever has a certificate of one of them is a node
   */
  public record Files(Path certificate, Path key, Path authorities) {}

  /**
   * Reads the keys. Throws {@link IllegalArgumentException} with one line for the operator.
   *
   * @param node the block {@code holdfast}
   */
  public static ClusterTlsSettings of(Config node) {
    Mode mode = mode(node.getString("cluster-tls"));
    Optional<Path> certificate = path(node, CERT);
    Optional<Path> key = path(node, KEY);
    Optional<Path> authorities = path(node, CA);
    long given = Stream.of(certificate, key, authorities).filter(Optional::isPresent).count();
    if (given != 0 && given != 3) {
      throw new IllegalArgumentException(
          "%s, %s and %s go together. Give all three or none.".formatted(CERT, KEY, CA));
    }
    if (given != 0 && mode == Mode.OFF) {
      throw new IllegalArgumentException(
          "%s is given and cluster-tls is off. Leave out one of the two.".formatted(CERT));
    }
    return new ClusterTlsSettings(
        mode,
        certificate.map(cert -> new Files(cert, key.orElseThrow(), authorities.orElseThrow())));
  }

  private static Mode mode(String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "auto" -> Mode.AUTO;
      // HOCON reads an unquoted `on` as it stands and `true` as a word of its own.
      case "on", "true" -> Mode.ON;
      case "off", "false" -> Mode.OFF;
      default ->
          throw new IllegalArgumentException(
              "holdfast.cluster-tls is '%s'. Use auto, on or off.".formatted(value));
    };
  }

  private static Optional<Path> path(Config node, String key) {
    return Optional.of(node.getString(key)).filter(value -> !value.isBlank()).map(Path::of);
  }
}
