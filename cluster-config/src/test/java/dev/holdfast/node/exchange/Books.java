package dev.holdfast.node.exchange;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is left of an exchange when it is over.
 *
 * @param acknowledged tokens of what was answered 200
 * @param attempted tokens of all that was asked for, whatever was answered
 * @param asked by courier, the tokens it took, in order
 * @param sent by sender, what it sent to whom, in order
 * @param received by receiver, what it received from whom, in order
 * @param called by courier, the calls it asked for
 * @param results by courier, what came of them
 * @param served how often the server was called, by idempotency key
 */
public record Books(
    Set<String> acknowledged,
    Set<String> attempted,
    Map<String, List<Courier.Line>> asked,
    Map<String, List<Courier.Line>> sent,
    Map<String, List<Courier.Line>> received,
    Map<String, List<Courier.Line>> called,
    Map<String, List<Courier.Line>> results,
    Map<String, Integer> served) {

  /** Of couriers that make no calls. */
  public static Books withoutCalls(
      Set<String> acknowledged,
      Set<String> attempted,
      Map<String, List<Courier.Line>> asked,
      Map<String, List<Courier.Line>> sent,
      Map<String, List<Courier.Line>> received) {
    return new Books(acknowledged, attempted, asked, sent, received, Map.of(), Map.of(), Map.of());
  }

  public long parcels() {
    return sent.values().stream().mapToLong(List::size).sum();
  }

  long calls() {
    return called.values().stream().mapToLong(List::size).sum();
  }
}
