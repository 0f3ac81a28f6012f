package dev.holdfast.http.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.spi.SocketOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SocketExpiryTest extends HubFixture {
  private static final Duration HOUR = Duration.ofHours(1);

  private Client openFor(Duration time) {
    Instant until = clock.instant().plus(time);
    return open(Optional.of(until));
  }

  @Test
  void a_socket_ends_when_what_its_opener_presented_has_expired() {
    Client client = openFor(HOUR);
    clock.advance(HOUR.minusMillis(1));
    hub.expiry.look();
    assertThat(client.closeCode()).isZero();
    order(new SocketOrder.Broadcast(text("last")));
    clock.advance(Duration.ofMillis(1));
    hub.expiry.look();
    assertThat(client.read()).containsExactly("last");
    assertThat(client.link.closing())
        .isEqualTo(new SocketLink.Closing(4401, "the sign-in has expired; sign in again"));
  }

  @Test
  void the_object_learns_why_it_ended() {
    Client client = openFor(HOUR);
    clock.advance(HOUR);
    hub.expiry.look();
    client.link.gone(1006, "");
    assertThat(events)
        .last()
        .isInstanceOfSatisfying(
            ObjectEvent.SocketClosed.class, closed -> assertThat(closed.code()).isEqualTo(4401));
  }

  @Test
  void others_stay_open() {
    Client forever = open();
    Client longer = openFor(HOUR.multipliedBy(2));
    openFor(HOUR);
    clock.advance(HOUR);
    hub.expiry.look();
    assertThat(forever.closeCode()).isZero();
    assertThat(longer.closeCode()).isZero();
  }

  @Test
  void only_open_sockets_that_can_expire_are_watched() {
    open();
    assertThat(hub.expiry.watched()).isZero();
    Client left = openFor(HOUR);
    openFor(HOUR);
    assertThat(hub.expiry.watched()).isEqualTo(2);
    left.link.gone(1000, "");
    hub.expiry.look();
    assertThat(hub.expiry.watched()).isEqualTo(1);
    clock.advance(HOUR);
    hub.expiry.look();
    assertThat(hub.expiry.watched()).isZero();
  }

  @Test
  void nobody_has_to_ask_it_to_look() {
    Client client = openFor(Duration.ZERO);
    waitFor(() -> client.closeCode() == 4401);
    Client later = openFor(Duration.ZERO);
    waitFor(() -> later.closeCode() == 4401);
  }
}
