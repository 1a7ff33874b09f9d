package tandem.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.bouncycastle.crypto.generators.SCrypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.primitives.Hex;

class ScryptFunctionTest {
  /// RFC 7914 12.
  @Test
  void theVectorsOfTheRfcHold() {
    assertThat(Hex.encodeBare(ScryptFunction.generate(new byte[0], new byte[0], 16, 1, 1, 64)))
        .isEqualTo(
            "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906");
    byte[] password = "pleaseletmein".getBytes(UTF_8);
    byte[] salt = "SodiumChloride".getBytes(UTF_8);
    assertThat(Hex.encodeBare(ScryptFunction.generate(password, salt, 16384, 8, 1, 64)))
        .isEqualTo(
            "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887");
  }

  @ParameterizedTest
  @CsvSource({"2, 1, 1", "2, 3, 2", "64, 5, 7", "1024, 8, 16", "4096, 1, 1"})
  void everyShapeIsThatOfAnotherImplementation(int n, int r, int p) {
    byte[] password = {1, 2, 3};
    byte[] salt = {(byte) 200, 5};
    assertThat(ScryptFunction.generate(password, salt, n, r, p, 32))
        .isEqualTo(SCrypt.generate(password, salt, n, r, p, 32));
  }
}
