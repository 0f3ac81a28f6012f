package dev.holdfast.http.socket;

import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.SocketRules;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What the sockets of one type of objects have in common: their rules, in the form in which they
 * are applied, and what is counted of them.
 *
 * <p>Thread rule: any thread.
 */
final class SocketsOfType {
  private final String name;
  private final SocketRules rules;
  private final InboundRate rate;
  private final Map<String, WireFrame> answers = new HashMap<>();
  private final Map<SocketVitals.Ending, LongAdder> closed =
      new EnumMap<>(SocketVitals.Ending.class);

  private final LongAdder open = new LongAdder();
  final LongAdder framesIn = new LongAdder();
  final LongAdder framesOut = new LongAdder();
  final LongAdder framesDropped = new LongAdder();
  final LongAdder slow = new LongAdder();
  final LongAdder throttled = new LongAdder();
  final LongAdder logPages = new LongAdder();

  SocketsOfType(String name, SocketRules rules, SocketLimits limits) {
    this.name = name;
    this.rules = rules;
    this.rate = InboundRate.of(rules.framesPerSecondMax(), limits.bytesPerSecondMax());
    rules
        .autoAnswers()
        .forEach((text, answer) -> answers.put(text, WireFrame.of(new Frame.Text(answer))));
    for (SocketVitals.Ending ending : SocketVitals.Ending.values()) {
      closed.put(ending, new LongAdder());
    }
  }

  SocketRules rules() {
    return rules;
  }

  InboundRate rate() {
    return rate;
  }

  /** What the node answers to the message by itself, or null. */
  @Nullable WireFrame answer(Frame message) {
    return !answers.isEmpty() && message instanceof Frame.Text(String text)
        ? answers.get(text)
        : null;
  }

  void opened() {
    open.increment();
  }

  void closed(int code) {
    open.decrement();
    LongAdder adder = closed.get(SocketVitals.Ending.of(code));
    if (adder != null) {
      adder.increment();
    }
  }

  SocketVitals vitals() {
    Map<SocketVitals.Ending, Long> ends = new EnumMap<>(SocketVitals.Ending.class);
    closed.forEach((ending, count) -> ends.put(ending, count.sum()));
    return new SocketVitals(
        name,
        open.sum(),
        framesIn.sum(),
        framesOut.sum(),
        framesDropped.sum(),
        slow.sum(),
        throttled.sum(),
        logPages.sum(),
        ends);
  }
}
