package dev.holdfast.node.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FeedCheckTest {
  private static final List<String> LOG = List.of("a 1 1", "b 1 1", "a 1 2", "a 2 3");

  @Test
  void a_log_that_its_clients_have_got_has_no_fault() {
    assertThat(faults(LOG, LOG)).isEmpty();
  }

  @Test
  void a_frame_that_a_client_did_not_get_is_found() {
    assertThat(faults(LOG, List.of("a 1 1", "a 1 2", "a 2 3")))
        .containsExactly("client c of hall got 'a 1 2' as frame 2, which is 'b 1 1'");
  }

  @Test
  void the_last_frame_that_a_client_did_not_get_is_found() {
    assertThat(faults(LOG, LOG.subList(0, 3)))
        .containsExactly("client c of hall never got frame 4, 'a 2 3', and what follows");
  }

  @Test
  void a_frame_that_a_client_got_twice_is_found() {
    assertThat(faults(LOG, List.of("a 1 1", "b 1 1", "b 1 1", "a 1 2", "a 2 3")))
        .containsExactly("client c of hall got 'b 1 1' as frame 3, which is 'a 1 2'");
  }

  @Test
  void a_frame_that_is_lost_after_a_client_got_it_is_found() {
    assertThat(faults(LOG.subList(0, 3), LOG))
        .containsExactly("client c of hall got 'a 2 3' as frame 4, which is not there");
  }

  @Test
  void a_frame_that_took_effect_twice_is_found() {
    List<String> doubled = List.of("a 1 1", "b 1 1", "a 1 1");
    assertThat(faults(doubled, doubled)).containsExactly("frame 'a 1 1' stands twice in hall");
  }

  @Test
  void frames_of_one_connection_in_the_wrong_order_are_found() {
    List<String> turned = List.of("a 1 2", "a 1 1");
    assertThat(faults(turned, turned)).containsExactly("frame 'a 1 1' stands behind 2 in hall");
  }

  private static List<String> faults(List<String> log, List<String> got) {
    return FeedCheck.faults("hall", log, Map.of("c", got));
  }
}
