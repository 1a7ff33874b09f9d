package tandem.ssz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Random types and values of them against a second, slow implementation.
class RandomTypesTest {
  private static final long SEED = 2_025;
  private static final int TYPES = 3_000;

  @Test
  void bytesAndRootsAreThoseOfTheSlowImplementation() {
    SplittableRandom chance = new SplittableRandom(SEED);
    for (int i = 0; i < TYPES; i++) {
      SlowSsz.Shape shape = SlowSsz.shape(chance, 3);
      SlowSsz.Drawn drawn = shape.draw().from(chance);
      String where = "seed %d, type %d: %s".formatted(SEED, i, shape.type());
      assertThat(shape.type().encode(drawn.value())).as(where).isEqualTo(drawn.bytes());
      assertThat(shape.type().decode(drawn.bytes())).as(where).isEqualTo(drawn.value());
      assertThat(shape.type().hashTreeRoot(drawn.value()).toArray())
          .as(where)
          .isEqualTo(drawn.root());
    }
  }

  /// Strict decoding: a value has one encoding, so that what is taken in is what would be sent.
  @Test
  void changedBytesAreRefusedOrAreTheEncodingOfTheirValue() {
    SplittableRandom chance = new SplittableRandom(SEED);
    int refused = 0;
    int taken = 0;
    for (int i = 0; i < TYPES; i++) {
      SlowSsz.Shape shape = SlowSsz.shape(chance, 3);
      byte[] bytes = shape.draw().from(chance).bytes();
      for (int change = 0; change < 20; change++) {
        byte[] changed = changed(bytes, chance);
        String where = "seed %d, type %d: %s".formatted(SEED, i, shape.type());
        try {
          Object value = shape.type().decode(changed);
          assertThat(shape.type().encode(value)).as(where).isEqualTo(changed);
          taken++;
        } catch (SszException e) {
          assertThat(e).as(where).hasMessageContaining(" at byte ");
          refused++;
        }
      }
    }
    assertThat(refused).isGreaterThan(10_000);
    assertThat(taken).isGreaterThan(10_000);
  }

  private static byte[] changed(byte[] bytes, SplittableRandom chance) {
    byte[] changed =
        chance.nextInt(3) == 0 ? Arrays.copyOf(bytes, chance.nextInt(bytes.length + 9)) : bytes;
    if (changed.length > 0 && chance.nextInt(4) > 0) {
      changed = changed.clone();
      // Small numbers look like offsets.
      int value = chance.nextBoolean() ? chance.nextInt(64) : chance.nextInt(256);
      changed[chance.nextInt(changed.length)] = (byte) value;
    }
    return changed;
  }
}
