package dev.holdfast.runtime.host;

import java.time.Duration;

/** Is told when a handler starts and ends, to notice one that does not end. */
interface TurnWatch {
  TurnWatch NONE =
      new TurnWatch() {
        @Override
        public void started(Envelope envelope, Duration deadline) {}

        @Override
        public void ended() {}
      };

  void started(Envelope envelope, Duration deadline);

  void ended();
}
