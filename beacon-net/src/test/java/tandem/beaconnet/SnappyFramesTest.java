package tandem.beaconnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xerial.snappy.SnappyFramedOutputStream;
import tandem.primitives.Hex;

class SnappyFramesTest {
  private static final String IDENTIFIER = "ff060000734e61507059";
  private static final int MAX = 1 << 20;

  @ParameterizedTest
  @CsvSource({
    // coordinator-net.md 12.1, 12.2, 12.4
    "08, 010c0000 0175de41 0100000000000000, 0100000000000000",
    "18, 011c0000 2ffbf940 4000000000000000 4000000000000000 0100000000000000,"
        + "400000000000000040000000000000000100000000000000",
    "0c, 01100000 75567e32 72617465206c696d69746564, 72617465206c696d69746564"
  })
  void readsTheWorkedBytes(String length, String chunks, String payload) throws Exception {
    byte[] stream = Hex.decode(length + IDENTIFIER + chunks.replace(" ", ""));
    assertThat(SnappyFrames.decode(new ByteArrayInputStream(stream), MAX))
        .isEqualTo(Hex.decode(payload));
  }

  @Test
  void writesAPayloadThatDoesNotCompressAsTheWorkedBytesShowIt() throws Exception {
    assertThat(Hex.encodeBare(SnappyFrames.encode(Hex.decode("0100000000000000"))))
        .isEqualTo("08" + IDENTIFIER + "010c00000175de410100000000000000");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 127, 128, 65_535, 65_536, 65_537, 200_000})
  void everyPayloadComesBackAndTheByteAfterItIsLeft(int size) throws Exception {
    byte[] payload = new byte[size];
    new Random(size).nextBytes(payload);
    Arrays.fill(payload, 0, size / 2, (byte) 7);
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    stream.writeBytes(SnappyFrames.encode(payload));
    stream.write(0x5a);
    ByteArrayInputStream in = new ByteArrayInputStream(stream.toByteArray());
    assertThat(SnappyFrames.decode(in, MAX)).isEqualTo(payload);
    assertThat(in.read()).isEqualTo(0x5a);
  }

  @Test
  void readsWhatAnotherWriterFrames() throws Exception {
    byte[] payload = new byte[150_000];
    new Random(9).nextBytes(payload);
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    stream.writeBytes(Hex.decode("f09309"));
    try (SnappyFramedOutputStream framed = new SnappyFramedOutputStream(stream)) {
      framed.write(payload);
    }
    assertThat(SnappyFrames.decode(new ByteArrayInputStream(stream.toByteArray()), MAX))
        .isEqualTo(payload);
  }

  @ParameterizedTest
  @CsvSource({
    "'81808001', a payload of 2097153 bytes where at most 1048576 are allowed",
    "'ffffffffffffffffff01', a payload of 18446744073709551615 bytes",
    "'ffffffffffffffffff02', a length of more than 64 bits",
    "'ffffffffffffffffffff', a length of more than 64 bits",
    "'08ff060000734e61507058', does not begin with its identifier",
    "'08ff060000734e6150705980040000', a snappy chunk of type 0x80",
    "'08ff060000734e61507059ff060000734e61507059', a snappy chunk of type 0xff",
    "'08ff060000734e61507059010400000175de41', a snappy chunk of 4 bytes",
    "'08ff060000734e6150705901ffffff0175de41', a snappy chunk of 16777215 bytes",
    "'08ff060000734e61507059010c00000175de420100000000000000', a wrong checksum",
    "'07ff060000734e61507059010c00000175de410100000000000000', 8 bytes where 7 are left",
    "'08ff060000734e61507059000900000175de41ffffffff0f', snappy"
  })
  void whatIsNotAPayloadIsRefusedInWords(String hex, String reason) {
    assertThatThrownBy(() -> SnappyFrames.decode(new ByteArrayInputStream(Hex.decode(hex)), MAX))
        .isInstanceOf(WireException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void aStreamThatEndsEarlyIsNotTakenForAPayload() throws Exception {
    byte[] whole = SnappyFrames.encode(new byte[300]);
    for (int cut = 0; cut < whole.length; cut++) {
      byte[] part = Arrays.copyOf(whole, cut);
      assertThatThrownBy(() -> SnappyFrames.decode(new ByteArrayInputStream(part), MAX))
          .as("cut at %d", cut)
          .isInstanceOf(EOFException.class);
    }
  }

  @Test
  void randomBytesEitherDecodeOrAreRefused() {
    Random random = new Random(11);
    for (int round = 0; round < 20_000; round++) {
      byte[] noise = new byte[random.nextInt(64)];
      random.nextBytes(noise);
      byte[] stream =
          Hex.decode("20" + IDENTIFIER + "0" + random.nextInt(2) + Hex.encodeBare(noise));
      try {
        assertThat(SnappyFrames.decode(new ByteArrayInputStream(stream), MAX)).hasSize(32);
      } catch (WireException | IOException refused) {
        assertThat(refused.getMessage()).isNotEmpty();
      }
    }
  }
}
