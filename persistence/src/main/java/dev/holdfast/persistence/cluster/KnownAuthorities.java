package dev.holdfast.persistence.cluster;

import java.time.Instant;
import java.util.List;

/**
 * The authorities of a cluster at one moment.
 *
 * @param now by the database's clock, the one that all nodes share
 * @param authorities those that have not ended, the one that issues last at the end
 */
public record KnownAuthorities(Instant now, List<ClusterAuthority> authorities) {
  public KnownAuthorities {
    authorities = List.copyOf(authorities);
  }
}
