package dev.holdfast.node.cluster.tls;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import dev.holdfast.node.cluster.tls.ClusterTlsSettings.Mode;
import dev.holdfast.persistence.cluster.ClusterAuthorities;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.pekko.actor.setup.Setup;
import org.apache.pekko.remote.artery.tcp.SSLEngineProviderSetup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How connections between nodes are guarded: mutual TLS, or plain text where the cluster's address
 * is loopback and nothing else was asked for. Plain text across machines is refused.
 */
public final class ClusterTls implements AutoCloseable {
  private static final String BIND_HOST = "pekko.remote.artery.bind.hostname";
  private static final String TRANSPORT = "pekko.remote.artery.transport";
  private static final Logger LOG = LoggerFactory.getLogger(ClusterTls.class);

  private final Config system;
  private final Optional<RenewedCredentials> credentials;

  private ClusterTls(Config system, Optional<RenewedCredentials> credentials) {
    this.system = system;
    this.credentials = credentials;
  }

  /**
   * Checks the cluster's address and gets the node's credentials. Throws {@link
   * IllegalArgumentException} with one line for the operator. Blocks on the database.
   *
   * @param system configuration of the actor system
   * @param host where other nodes reach this one
   */
  public static ClusterTls start(
      ClusterTlsSettings settings, Config system, String host, DataSource database) {
    ClusterAddress address = ClusterAddress.of(host);
    boolean loopback = listensOnLoopback(system, address);
    if (!isOn(settings, address, loopback)) {
      return new ClusterTls(with(system, "tcp"), Optional.empty());
    }
    CredentialSource source =
        settings.files().isPresent()
            ? new FileCredentials(settings.files().get())
            : new IssuedCredentials(
                new ClusterAuthorities(database),
                address.host(),
                Lifetimes.DEFAULTS,
                UnaryOperator.identity());
    RenewedCredentials credentials =
        RenewedCredentials.open(source, InstantSource.system()).lookEvery(RenewedCredentials.EVERY);
    LOG.info(
        "nodes speak mutual TLS with one another; this one's certificate: {}",
        credentials.credentials());
    return new ClusterTls(with(system, "tls-tcp"), Optional.of(credentials));
  }

  /** An operator may let it listen elsewhere than where others connect to, as behind NAT. */
  private static boolean listensOnLoopback(Config system, ClusterAddress address) {
    String bind = system.getString(BIND_HOST);
    if (bind.isEmpty()) {
      address.requireHere();
      return address.loopback();
    }
    return address.loopback()
        && !ClusterAddress.isWildcard(bind)
        && ClusterAddress.of(bind).loopback();
  }

  private static boolean isOn(
      ClusterTlsSettings settings, ClusterAddress address, boolean loopback) {
    if (settings.mode() == Mode.OFF && !loopback) {
      throw new IllegalArgumentException(
          ("the cluster address %s is reachable from other machines, and cluster-tls is off: whoever"
                  + " reaches it could read and change all objects. Leave cluster-tls at auto, or"
                  + " use 127.0.0.1.")
              .formatted(address.host()));
    }
    boolean wanted = settings.mode() == Mode.ON || settings.files().isPresent();
    return settings.mode() != Mode.OFF && (wanted || !loopback);
  }

  private static Config with(Config system, String transport) {
    return system.withValue(TRANSPORT, ConfigValueFactory.fromAnyRef(transport));
  }

  /** The configuration given, with the transport that was decided on. */
  public Config system() {
    return system;
  }

  /** What the actor system is set up with: those given, and what the transport needs. */
  public Setup[] with(Setup... setups) {
    return Stream.concat(Stream.of(setups), engines().stream()).toArray(Setup[]::new);
  }

  private Optional<Setup> engines() {
    return credentials
        .map(used -> new ClusterEngines(used, new RefusedPeers(System::nanoTime)))
        .map(engines -> SSLEngineProviderSetup.create(_ -> engines));
  }

  /** What happens by itself every {@link RenewedCredentials#EVERY}. */
  void look() {
    credentials.ifPresent(RenewedCredentials::look);
  }

  @Override
  public void close() {
    credentials.ifPresent(RenewedCredentials::close);
  }
}
