package tandem.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.bouncycastle.jcajce.provider.digest.Keccak;
import org.junit.jupiter.api.Test;

class Keccak256Test {
  @Test
  void hashesNothingToTheKnownValue() {
    assertThat(Keccak256.hash(new byte[0]).toHex())
        .isEqualTo("0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
  }

  @Test
  void agreesWithAnotherImplementationOnEveryLengthAroundTheBlock() {
    Random random = new Random(1);
    for (int length = 0; length < 500; length++) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      assertThat(Keccak256.hash(bytes).toArray())
          .as("length %d", length)
          .isEqualTo(new Keccak.Digest256().digest(bytes));
    }
  }

  @Test
  void takesItsInputInPiecesAndBeginsAnewAfterwards() {
    byte[] bytes = new byte[1000];
    new Random(2).nextBytes(bytes);
    Keccak256 keccak = new Keccak256();
    for (int round = 0; round < 2; round++) {
      keccak.update(bytes, 0, 1).update(bytes, 1, 137).update(Arrays.copyOfRange(bytes, 137, 1000));
      assertThat(keccak.digest()).isEqualTo(Keccak256.hash(bytes));
    }
  }

  @Test
  void tellsTheHashSoFarAndGoesOn() {
    byte[] bytes = new byte[1000];
    new Random(3).nextBytes(bytes);
    Keccak256 keccak = new Keccak256();
    for (int to = 0; to < bytes.length; to++) {
      assertThat(keccak.peek()).isEqualTo(Keccak256.hash(bytes, 0, to));
      keccak.update(bytes, to, to + 1);
    }
    assertThat(keccak.digest()).isEqualTo(Keccak256.hash(bytes));
  }
}
