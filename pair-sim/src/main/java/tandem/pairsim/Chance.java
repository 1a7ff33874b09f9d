package tandem.pairsim;

import java.util.SplittableRandom;

/// All that is left to chance in one run, from its seed. Parts that draw at their own pace have a
/// source of their own, so that one does not shift the other.
final class Chance {
  private final SplittableRandom random;

  private Chance(SplittableRandom random) {
    this.random = random;
  }

  static Chance of(long seed) {
    return new Chance(new SplittableRandom(seed));
  }

  Chance split() {
    return new Chance(random.split());
  }

  /// True with this probability; draws nothing for 0.
  boolean hits(double probability) {
    return probability > 0 && random.nextDouble() < probability;
  }

  /// From `min` to `max`, both inclusive.
  long between(long min, long max) {
    return random.nextLong(min, max + 1);
  }

  /// From 0 to `bound`, exclusive.
  int below(int bound) {
    return random.nextInt(bound);
  }

  long any() {
    return random.nextLong();
  }
}
