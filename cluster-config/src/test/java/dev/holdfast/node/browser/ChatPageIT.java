package dev.holdfast.node.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.holdfast.node.packaged.PackagedNode;
import dev.holdfast.node.packaged.Relay;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page at {@code /chat}, as two persons use it. */
class ChatPageIT {
  private static final String TEXTS =
      "[...document.querySelectorAll('#messages .text')].map(each => each.textContent).join('|')";

  private static final int RECONNECT_WAITS_MAX = 4;

  @TempDir Path folder;

  @BeforeEach
  void needs_a_browser() {
    if (System.getenv("HOLDFAST_CI") == null) {
      assumeThat(Chromium.installed())
          .as("Chromium is not installed: the page is not tested in a browser here")
          .isPresent();
    }
  }

  @Test
  void two_windows_chat_and_lose_and_double_nothing_when_the_node_is_killed_and_started_again()
      throws IOException, InterruptedException {
    Path program = Chromium.installed().orElseThrow();
    PackagedNode first = PackagedNode.start(folder.resolve("data"), Map.of());
    try (Relay relay = new Relay(first.url());
        Chromium ada = open(program, "ada", relay);
        Chromium bob = open(program, "bob", relay)) {
      begin(ada, bob);
      relay.cut();
      awaitTexts(ada, "hello from Ada", "hello from Bob");
      first.kill();
      await(ada, "trying again");
      say(ada, "while it was down");
      try (PackagedNode second = PackagedNode.start(folder.resolve("data"), Map.of())) {
        relay.leadTo(second.url());
        String[] all = {"hello from Ada", "hello from Bob", "while it was down", "and after"};
        awaitReconnected(ada);
        awaitReconnected(bob);
        ada.await(TEXTS + ".endsWith('down')");
        say(bob, "and after");
        awaitTexts(ada, all);
        awaitTexts(bob, all);
        await(ada, "Here now: Ada, Bob");
        assertThat(ada.evaluate("document.querySelectorAll('#messages .sent').length"))
            .as("Ada's messages that are marked as sent")
            .isEqualTo("2");
        assertThat(ada.evaluate("String(window.notReloaded)")).isEqualTo("true");
        assertThat(bob.evaluate("String(window.notReloaded)")).isEqualTo("true");
      }
    } finally {
      first.close();
    }
  }

  /** Both are there and have said something. */
  private static void begin(Chromium ada, Chromium bob) throws IOException {
    join(ada, "Ada");
    join(bob, "Bob");
    await(ada, "Here now: Ada, Bob");
    await(bob, "Here now: Ada, Bob");
    say(ada, "hello from Ada");
    awaitTexts(bob, "hello from Ada");
    say(bob, "hello from Bob");
    awaitTexts(ada, "hello from Ada", "hello from Bob");
    awaitTexts(bob, "hello from Ada", "hello from Bob");
    bob.screenshot(Path.of("target", "chat-page.png"));
  }

  /** For as long as the client's longest pauses may take. */
  private static void awaitReconnected(Chromium window) {
    for (int time = 1; time < RECONNECT_WAITS_MAX; time++) {
      try {
        window.await("document.querySelector('#link').textContent === 'connected'");
        return;
      } catch (AssertionError notYet) {
        assertThat(window.evaluate("document.querySelector('#link').textContent"))
            .isNotEqualTo("closed");
      }
    }
    window.await("document.querySelector('#link').textContent === 'connected'");
  }

  private Chromium open(Path program, String name, Relay relay)
      throws IOException, InterruptedException {
    return Chromium.open(program, folder.resolve(name), relay.url().resolve("/chat"));
  }

  private static void join(Chromium window, String name) {
    window.await("document.readyState === 'complete' && document.querySelector('#room')?.value");
    assertThat(window.evaluate("document.querySelector('#room').value")).isEqualTo("web/lobby");
    window.evaluate("window.notReloaded = true");
    fill(window, "name", name);
    window.evaluate("document.querySelector('#join').requestSubmit()");
    window.await("document.querySelector('#link').textContent === 'connected'");
  }

  private static void say(Chromium window, String text) {
    fill(window, "text", text);
    window.evaluate("document.querySelector('#post').requestSubmit()");
  }

  private static void fill(Chromium window, String field, String value) {
    window.evaluate("document.querySelector('#%s').value = '%s'".formatted(field, value));
  }

  private static void await(Chromium window, String text) {
    window.await("document.body.innerText.includes('%s')".formatted(text));
  }

  private static void awaitTexts(Chromium window, String... texts) {
    window.await("%s === '%s'".formatted(TEXTS, String.join("|", texts)));
  }
}
