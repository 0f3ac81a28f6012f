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

        @Override
        public boolean isAbandoned() {
          return false;
        }
      };

  void started(Envelope envelope, Duration deadline);

  void ended();

  /** Whether the batch was given up: whatever is still decided in it takes no effect. */
  boolean isAbandoned();
}
