package tandem.rlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.primitives.Bytes;
import tandem.primitives.Hex;

class RlpTest {
  @ParameterizedTest
  @CsvSource({
    "0, 80",
    "1, 01",
    "127, 7f",
    "128, 8180",
    "255, 81ff",
    "256, 820100",
    "-1, 88ffffffffffffffff"
  })
  void numbersAreBigEndianWithoutLeadingZeros(long number, String encoded) {
    byte[] bytes = new RlpWriter(1).number(number).toByteArray();
    assertThat(Hex.encodeBare(bytes)).isEqualTo(encoded);
    assertThat(RlpReader.of(bytes, "x").number("n")).isEqualTo(number);
  }

  @Test
  void byteStringsOfEveryLengthAroundTheFormsComeBack() {
    Random random = new Random(3);
    for (int length : new int[] {0, 1, 2, 54, 55, 56, 57, 255, 256, 257, 65535, 65536, 70000}) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      byte[] encoded = new RlpWriter().bytes(bytes).toByteArray();
      RlpReader reader = RlpReader.of(encoded, "x");
      assertThat(reader.peekSize()).isEqualTo(encoded.length);
      assertThat(reader.bytes("b", length)).isEqualTo(bytes);
      reader.end();
    }
  }

  @Test
  void nestedListsComeBackInTheOrderOfReading() {
    RlpWriter out = new RlpWriter();
    int outer = out.mark();
    out.bytes(new byte[60]);
    int inner = out.mark();
    out.number(2).number(1);
    out.list(inner).list(outer);
    RlpReader items = RlpReader.of(out.toByteArray(), "x").list("");
    assertThat(items.count("", 2)).isEqualTo(2);
    RlpReader numbers = items.list("numbers");
    assertThat(numbers.number("a")).isEqualTo(1);
    assertThat(numbers.number("b")).isEqualTo(2);
    numbers.end();
    assertThat(items.bytes("rest", 60)).hasSize(60);
    items.end();
  }

  @ParameterizedTest
  @CsvSource({
    "8101, a single byte below 0x80 stands for itself",
    "b800, length with a leading zero",
    "b837ff, long form for a length below 56",
    "b90040, length with a leading zero",
    "b8, cut off within its length",
    "83aabb, cut off: 3 bytes announced",
    "bfffffffffffffffff, cut off: 18446744073709551615 bytes announced",
    "bf7fffffffffffffff, cut off: 9223372036854775807 bytes announced",
    "c0, 'expected bytes, found a list'",
    "'', an item is missing"
  })
  void whatIsNotCanonicalIsRefused(String hex, String reason) {
    assertThatThrownBy(() -> RlpReader.of(Hex.decode(hex), "block").bytes("field", 100))
        .isInstanceOf(RlpException.class)
        .hasMessageStartingWith("block.field at byte 0 of " + hex.length() / 2)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "00, leading zero",
    "820001, leading zero",
    "89010000000000000000, a number of 9 bytes where at most 8 fit"
  })
  void numbersThatAreNotCanonicalAreRefused(String hex, String reason) {
    assertThatThrownBy(() -> RlpReader.of(Hex.decode(hex), "x").number("n"))
        .isInstanceOf(RlpException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void limitsOfTheCallerAreKept() {
    assertThatThrownBy(() -> RlpReader.of(Hex.decode("83aabbcc"), "x").bytes("b", 2))
        .hasMessageContaining("3 bytes where at most 2 are allowed");
    assertThatThrownBy(() -> RlpReader.of(Hex.decode("c3010203"), "x").list("l").count("l", 2))
        .hasMessageContaining("more than 2 items");
    assertThatThrownBy(() -> RlpReader.of(Hex.decode("05"), "x").number("n", 4))
        .hasMessageContaining("5 is above 4");
    assertThatThrownBy(() -> RlpReader.of(Hex.decode("c20102"), "x").list("l").end())
        .hasMessageContaining("2 surplus bytes");
  }

  @Test
  void anItemCannotReachBeyondTheListAroundIt() {
    RlpReader list = RlpReader.of(Hex.decode("c283aabbcc"), "x").list("l");
    assertThatThrownBy(() -> list.bytes("b", 9)).hasMessageContaining("cut off");
  }

  @Test
  void randomBytesEitherDecodeOrAreRefusedInWords() {
    Random random = new Random(4);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[random.nextInt(24)];
      random.nextBytes(bytes);
      try {
        walk(RlpReader.of(bytes, "x"));
      } catch (RlpException e) {
        assertThat(e).hasMessageContaining(" at byte ");
      }
    }
  }

  @Test
  void rawItemsAreKeptAsTheyStand() {
    RlpReader reader = RlpReader.of(Hex.decode("c20102820400"), "x");
    assertThat(Bytes.wrap(reader.raw("l"))).isEqualTo(Bytes.fromHex("c20102"));
    reader.skip();
    reader.end();
  }

  private static void walk(RlpReader reader) {
    while (reader.hasNext()) {
      if (reader.peek() == RlpReader.Kind.LIST) {
        walk(reader.list("l"));
      } else {
        reader.bytes("b", 100);
      }
    }
  }
}
