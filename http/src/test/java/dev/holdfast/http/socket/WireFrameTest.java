package dev.holdfast.http.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Frame;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WireFrameTest {
  @ParameterizedTest(name = "a payload of {0} bytes begins at byte {1}")
  @CsvSource({"0, 2", "125, 2", "126, 4", "65535, 4", "65536, 10"})
  void the_length_is_written_in_the_shortest_form_that_RFC_6455_allows(int bytes, int start) {
    WireFrame frame = WireFrame.of(new Frame.Binary(new byte[bytes]));
    assertThat(frame.payloadStart()).isEqualTo(start);
    assertThat(frame.size()).isEqualTo(start + bytes);
    ByteBuffer wire = ByteBuffer.wrap(frame.encoded());
    assertThat(wire.get() & 0xff).isEqualTo(0x82);
    int first = wire.get();
    long length = start == 2 ? first : start == 4 ? wire.getShort() & 0xffff : wire.getLong();
    assertThat(first).isEqualTo(start == 2 ? bytes : start == 4 ? 126 : 127);
    assertThat(length).isEqualTo(bytes);
  }

  @Test
  void text_travels_as_utf_8_and_counts_by_its_bytes() {
    WireFrame frame = WireFrame.of(new Frame.Text("naïve ☃"));
    assertThat(frame.isText()).isTrue();
    assertThat(frame.size()).isEqualTo(2 + 10);
    assertThat(frame.message()).isEqualTo(new Frame.Text("naïve ☃"));
  }
}
