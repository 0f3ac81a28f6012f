package dev.holdfast.http.call;

import static dev.holdfast.http.call.TestCalls.PUBLIC;
import static dev.holdfast.http.call.TestCalls.failure;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no whole answer of HTTP is none, and may be one the next time. */
@Timeout(60)
class BrokenAnswersTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\nContent-Le",
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
      })
  void an_answer_that_breaks_off_is_no_answer(String part) throws Exception {
    try (RawServer server = RawServer.answeringOnce(PUBLIC, part);
        TestCalls calls = TestCalls.of(server)) {
      assertThat(failure(calls.get(server.url("/")))).isIn("connection-lost", "bad-answer");
    }
  }

  @Test
  void half_a_connection_that_stays_open_is_no_answer() throws Exception {
    try (RawServer server =
            RawServer.on(
                PUBLIC,
                socket -> {
                  socket.shutdownOutput();
                  RawServer.readForEver(socket);
                });
        TestCalls calls = TestCalls.of(server)) {
      assertThat(failure(calls.get(server.url("/")))).isEqualTo("connection-lost");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.9\r\n\r\n",
        "220 mail.example.org ESMTP\r\n",
        "HTTP/9.1 200 OK\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
        "HTTP/1.1 999 Denied\r\n\r\n",
        "HTTP/1.1 abc OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon here\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: rot13\r\n\r\n",
        "\0\1\2\3\r\n"
      })
  void what_is_not_http_is_no_answer(String garbage) throws Exception {
    try (RawServer server = RawServer.answeringOnce(PUBLIC, garbage);
        TestCalls calls = TestCalls.of(server)) {
      assertThat(failure(calls.get(server.url("/")))).isIn("bad-answer", "connection-lost");
    }
  }

  @Test
  void where_nobody_listens_there_is_no_connection() throws Exception {
    // Held, but not listened on: a port that is free may be somebody else's the next moment.
    try (Socket held = new Socket()) {
      held.bind(new InetSocketAddress(0));
      try (TestCalls calls = new TestCalls(held.getLocalPort())) {
        String place = PUBLIC + ":" + held.getLocalPort() + "/";
        assertThat(failure(calls.get("http://" + place))).isEqualTo("connect-failed");
        assertThat(failure(calls.get("https://" + place))).isEqualTo("connect-failed");
      }
    }
  }

  @Test
  void what_a_server_says_twice_is_not_taken_for_the_answer_to_the_next_call() throws Exception {
    RawServer[] self = new RawServer[1];
    try (RawServer server =
            RawServer.on(
                PUBLIC,
                socket -> {
                  String head = self[0].head(socket);
                  while (!head.isEmpty()) {
                    String answer = RawServer.ok(head.split(" ", 3)[1]);
                    RawServer.write(socket, answer + answer);
                    head = self[0].head(socket);
                  }
                });
        TestCalls calls = TestCalls.of(server)) {
      self[0] = server;
      for (int i = 1; i <= 20; i++) {
        String path = "/" + i;
        assertThat(TestCalls.answer(calls.get(server.url(path))).text()).isEqualTo(path);
      }
      assertThat(server.accepted()).isEqualTo(20);
    }
  }
}
