package dev.holdfast.persistence.cluster;

import java.time.Instant;

/**
 * Certifies nodes to one another. {@link #toString} does not show the key.
 *
 * @param certificate PEM
 * @param privateKey PEM, PKCS#8, in the clear
 * @param issuesFrom before it no node may be certified by this one: not all may trust it yet
 * @param endsAt after it nothing that it certified is good
 * @param replaced whether an operator asked for another in its place
 */
public record ClusterAuthority(
    String certificate, String privateKey, Instant issuesFrom, Instant endsAt, boolean replaced) {
  @Override
  public String toString() {
    return "ClusterAuthority[issuesFrom=%s, endsAt=%s, replaced=%s]"
        .formatted(issuesFrom, endsAt, replaced);
  }
}
