package dev.holdfast.runtime.host;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.LoggerFactory;

/**
 * What every host promises, see the contract in the project's architecture: each test is a sentence
 * of it. One host serves all tests of a class, each of which takes objects of its own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class HostContract
    implements IdentityPromises,
        TurnPromises,
        CommitPromises,
        BatchPromises,
        RepeatPromises,
        BoundsPromises,
        AlarmPromises,
        TellPromises,
        TellBadInputPromises,
        SenderPromises,
        QuestionPromises,
        CallPromises,
        CallBadInputPromises {
  private static final Logger NOISE = (Logger) LoggerFactory.getLogger("dev.holdfast.runtime.host");

  private ContractWorld world;

  /** Starts the host under test. */
  protected abstract ContractWorld open() throws Exception;

  @BeforeAll
  void start() throws Exception {
    // Handlers fail here by the dozen, each with its stack: what matters of it is asserted.
    NOISE.setLevel(Level.OFF);
    world = open();
  }

  @AfterEach
  void letGo() {
    world.store.release();
  }

  @AfterAll
  void stop() {
    world.host.close();
    NOISE.setLevel(null);
  }

  @Override
  public final ContractWorld world() {
    return world;
  }
}
