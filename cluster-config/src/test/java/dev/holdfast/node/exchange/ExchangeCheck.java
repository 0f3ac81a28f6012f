package dev.holdfast.node.exchange;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds what is wrong with the books of an exchange: whatever was acknowledged was done, everything
 * was done at most once, what was sent was received once and in order, for each pair, and each call
 * reached the server, and came to one result, its own.
 */
public final class ExchangeCheck {
  /** From one courier to another. */
  private record Pair(String sender, String receiver) {}

  private final Books books;
  private final List<String> faults = new ArrayList<>();

  private ExchangeCheck(Books books) {
    this.books = books;
  }

  /** One sentence for each fault; empty when all is as it must be. */
  public static List<String> faults(Books books) {
    ExchangeCheck check = new ExchangeCheck(books);
    check.asked();
    check.parcels();
    check.calls();
    return check.faults;
  }

  private void asked() {
    Set<String> taken = new HashSet<>();
    books
        .asked()
        .forEach((courier, lines) ->
            lines.forEach(line -> {
              if (!taken.add(line.other())) {
                fault("%s was asked %s twice".formatted(courier, line.other()));
              }
              if (!books.attempted().contains(line.other())) {
                fault("nobody asked %s for %s".formatted(courier, line.other()));
              }
            }));
    for (String token : books.acknowledged()) {
      if (!taken.contains(token)) {
        fault("%s was acknowledged and is lost".formatted(token));
      }
    }
  }

  private void parcels() {
    Map<Pair, List<Long>> sent = new HashMap<>();
    books
        .sent()
        .forEach((sender, lines) ->
            lines.forEach(line -> add(sent, new Pair(sender, line.other()), line.number())));
    Map<Pair, List<Long>> received = new HashMap<>();
    books
        .received()
        .forEach((receiver, lines) ->
            lines.forEach(line -> add(received, new Pair(line.other(), receiver), line.number())));
    sent.forEach((pair, numbers) -> {
      requireCounted(pair, numbers);
      compare(pair, numbers, received.getOrDefault(pair, List.of()));
    });
    received.keySet().stream()
        .filter(pair -> !sent.containsKey(pair))
        .forEach(pair ->
            fault("%s sent nothing and %s received it".formatted(pair.sender(), pair.receiver())));
  }

  private static void add(Map<Pair, List<Long>> all, Pair pair, long number) {
    all.computeIfAbsent(pair, _ -> new ArrayList<>()).add(number);
  }

  private void requireCounted(Pair pair, List<Long> numbers) {
    for (int i = 0; i < numbers.size(); i++) {
      if (numbers.get(i) != i + 1) {
        fault(
            "%s sent %s number %d as its %d."
                .formatted(pair.sender(), pair.receiver(), numbers.get(i), i + 1));
        return;
      }
    }
  }

  private void compare(Pair pair, List<Long> sent, List<Long> received) {
    Set<Long> seen = new HashSet<>();
    long last = 0;
    for (long number : received) {
      if (!seen.add(number)) {
        fault(
            "%s received number %d of %s twice".formatted(pair.receiver(), number, pair.sender()));
      } else if (number < last) {
        fault(
            "%s received number %d of %s after %d"
                .formatted(pair.receiver(), number, pair.sender(), last));
      }
      last = Math.max(last, number);
    }
    for (long number : sent) {
      if (!seen.remove(number)) {
        fault("%s lost number %d of %s".formatted(pair.receiver(), number, pair.sender()));
      }
    }
    seen.forEach(number ->
        fault(
            "%s received number %d that %s did not send"
                .formatted(pair.receiver(), number, pair.sender())));
  }

  private void calls() {
    books
        .called()
        .forEach((courier, lines) -> {
          Set<Long> open = new HashSet<>();
          lines.forEach(line -> open.add(line.number()));
          for (Courier.Line result : books.results().getOrDefault(courier, List.of())) {
            long number = result.number();
            if (!open.remove(number)) {
              fault("call %d of %s ended twice, or was not made".formatted(number, courier));
            }
            if (!result.other().equals(Courier.key(courier, number))) {
              fault("call %d of %s came to '%s'".formatted(number, courier, result.other()));
            }
          }
          open.forEach(number -> fault("call %d of %s has no result".formatted(number, courier)));
          lines.stream()
              .filter(line -> !books.served().containsKey(line.other()))
              .forEach(
                  line -> fault("call %d of %s was never made".formatted(line.number(), courier)));
        });
  }

  private void fault(String fault) {
    faults.add(fault);
  }
}
