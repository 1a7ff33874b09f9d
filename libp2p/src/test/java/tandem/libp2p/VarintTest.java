package tandem.libp2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.libp2p.Hexes.hex;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class VarintTest {
  @Test
  void writesSevenBitsAByteTheLowOnesFirst() {
    assertThat(encode(0)).isEqualTo("00");
    assertThat(encode(127)).isEqualTo("7f");
    assertThat(encode(128)).isEqualTo("8001");
    assertThat(encode(300)).isEqualTo("ac02");
    assertThat(encode(Long.MAX_VALUE)).isEqualTo("ffffffffffffffff7f");
  }

  @Test
  void readsWhatItWrote() throws IOException {
    for (int shift = 0; shift < 63; shift++) {
      for (long value : new long[] {1L << shift, (1L << shift) - 1, (1L << shift) + 1}) {
        assertThat(read(encode(value), Long.MAX_VALUE)).isEqualTo(value);
      }
    }
  }

  @Test
  void refusesWhatIsNotInItsShortestForm() {
    assertThatThrownBy(() -> read("8000", 100)).hasMessageContaining("shortest");
    assertThatThrownBy(() -> read("ff8000", 1000)).hasMessageContaining("shortest");
  }

  @Test
  void refusesWhatIsTooLargeOrTooLong() {
    assertThatThrownBy(() -> read("65", 100)).isInstanceOf(Libp2pException.class);
    assertThatThrownBy(() -> read("ffffffffffffffffff01", Long.MAX_VALUE))
        .isInstanceOf(Libp2pException.class)
        .hasMessageContaining("9 bytes");
  }

  @Test
  void namesTheEndOfTheStream() {
    assertThatThrownBy(() -> read("", 100)).isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> read("80", 100)).isInstanceOf(EOFException.class);
  }

  private static String encode(long value) {
    byte[] bytes = new byte[Varint.size(value)];
    assertThat(Varint.put(bytes, 0, value)).isEqualTo(bytes.length);
    return hex(bytes);
  }

  private static long read(String hex, long max) throws IOException {
    return Varint.read(new ByteArrayInputStream(hex(hex)), max, "number");
  }
}
