package dev.holdfast.persistence.cluster;

/**
 * Which process a node is, for those who run where it can be seen.
 *
 * @param machine which boot of which machine, which namespace of process ids, which user; empty
 *     where that cannot be told, and then nobody sees when the process has ended
 * @param pid number in that namespace
 * @param start when it started, in the machine's own count: numbers are used again
 */
public record ProcessMark(String machine, long pid, long start) {
  public static final ProcessMark UNKNOWN = new ProcessMark("", 0, 0);
}
