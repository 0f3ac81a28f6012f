package dev.holdfast.http.call;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Finds the addresses of host names. */
@FunctionalInterface
interface Names {
  /**
   * All addresses of a name, or the one an IP address stands for. Never empty: without any it fails
   * with {@link java.net.UnknownHostException}.
   */
  CompletableFuture<List<InetAddress>> find(String host);
}
