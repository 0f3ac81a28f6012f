package dev.holdfast.node.cluster.tls;

import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import org.apache.pekko.remote.artery.tcp.SSLEngineProvider;
import scala.Option;

/**
 * Both ends of connections between nodes: TLS 1.3, both sides certified by a trusted authority, the
 * side that is connected to also for the host that was asked for. The handshake checks all of it.
 *
 * <p>Thread rule: callable from any thread.
 */
final class ClusterEngines implements SSLEngineProvider {
  private static final String[] PROTOCOLS = {Credentials.PROTOCOL};
  private static final String[] SUITES = {"TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256"};

  private final Supplier<SSLContext> context;
  private final RefusedPeers refused;

  /**
   * @param context asked for each connection
   */
  ClusterEngines(Supplier<SSLContext> context, RefusedPeers refused) {
    this.context = context;
    this.refused = refused;
  }

  @Override
  public SSLEngine createServerSSLEngine(String hostname, int port) {
    SSLEngine engine = context.get().createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = parameters();
    parameters.setNeedClientAuth(true);
    engine.setSSLParameters(parameters);
    return new GuardEngine(engine, refused);
  }

  @Override
  public SSLEngine createClientSSLEngine(String hostname, int port) {
    SSLEngine engine = context.get().createSSLEngine(ClusterAddress.unbracketed(hostname), port);
    engine.setUseClientMode(true);
    SSLParameters parameters = parameters();
    // The name of the rule by which certificates are compared with hosts; nothing of HTTP in it.
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    engine.setSSLParameters(parameters);
    return engine;
  }

  private static SSLParameters parameters() {
    return new SSLParameters(SUITES, PROTOCOLS);
  }

  @Override
  public Option<Throwable> verifyClientSession(String hostname, SSLSession session) {
    return Option.empty();
  }

  @Override
  public Option<Throwable> verifyServerSession(String hostname, SSLSession session) {
    return Option.empty();
  }
}
