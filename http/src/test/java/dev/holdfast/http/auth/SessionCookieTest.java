package dev.holdfast.http.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.host.HandClock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionCookieTest {
  private static final String TOKEN = "a-token-of-enough-length";

  private final HandClock clock = new HandClock();
  private final Tokens tokens = new Tokens(List.of(TOKEN));
  private final SessionCookie cookie = new SessionCookie(tokens, clock);
  private final String sent = cookie.signIn(TOKEN, false).orElseThrow().split(";", -1)[0];

  @Test
  void a_cookie_says_until_when_it_is_good() {
    Instant expiry = clock.instant().plus(SessionCookie.LIFETIME);
    clock.advance(SessionCookie.LIFETIME.minusSeconds(1));
    assertThat(cookie.caller(sent))
        .hasValueSatisfying(caller -> {
          assertThat(caller.until()).hasValue(expiry);
          assertThat(caller.scope()).isEqualTo(tokens.caller(TOKEN).orElseThrow().scope());
        });
  }

  @Test
  void an_expired_cookie_is_nobodys() {
    clock.advance(SessionCookie.LIFETIME);
    assertThat(cookie.caller(sent)).isEmpty();
  }

  @Test
  void a_token_is_good_for_ever() {
    assertThat(tokens.caller(TOKEN).orElseThrow().until()).isEmpty();
  }
}
