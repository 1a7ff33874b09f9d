package tandem.beaconspec;

import tandem.primitives.Hash32;
import tandem.ssz.Merkle;

/// The swap-or-not shuffle (phase0/beacon-chain.md, `compute_shuffled_index`).
final class Shuffling {
  /// A hash decides for this many positions.
  private static final int POSITIONS_PER_HASH = 256;

  private Shuffling() {}

  /// The list whose element i is `list[compute_shuffled_index(i)]`.
  ///
  /// A round swaps pairs, so that applying the rounds to the whole list in reverse order gives the
  /// composition of the permutations: one hash for 256 elements and round.
  static int[] shuffle(int[] list, Hash32 seed, int rounds) {
    int[] shuffled = list.clone();
    int count = list.length;
    for (int round = rounds - 1; round >= 0 && count > 1; round--) {
      int pivot = pivot(count, seed, round);
      byte[][] sources = new byte[(count - 1) / POSITIONS_PER_HASH + 1][];
      for (int i = 0; i < count; i++) {
        int flip = Math.floorMod(pivot - i, count);
        if (i < flip) {
          int block = flip / POSITIONS_PER_HASH;
          if (sources[block] == null) {
            sources[block] = source(seed, round, block);
          }
          if (isSwapped(sources[block], flip)) {
            int other = shuffled[i];
            shuffled[i] = shuffled[flip];
            shuffled[flip] = other;
          }
        }
      }
    }
    return shuffled;
  }

  /// `compute_shuffled_index`.
  ///
  /// @param index below `count`
  static int shuffledIndex(int index, int count, Hash32 seed, int rounds) {
    int at = index;
    for (int round = 0; round < rounds; round++) {
      int flip = Math.floorMod(pivot(count, seed, round) - at, count);
      int position = Math.max(at, flip);
      if (isSwapped(source(seed, round, position / POSITIONS_PER_HASH), position)) {
        at = flip;
      }
    }
    return at;
  }

  private static int pivot(int count, Hash32 seed, int round) {
    byte[] hash = Merkle.sha256(seed.unsafeArray(), new byte[] {(byte) round}).unsafeArray();
    long number = 0;
    for (int i = Long.BYTES - 1; i >= 0; i--) {
      number = number << 8 | hash[i] & 0xff;
    }
    return (int) Long.remainderUnsigned(number, count);
  }

  private static byte[] source(Hash32 seed, int round, int block) {
    byte[] place = {
      (byte) round, (byte) block, (byte) (block >>> 8), (byte) (block >>> 16), (byte) (block >>> 24)
    };
    return Merkle.sha256(seed.unsafeArray(), place).unsafeArray();
  }

  private static boolean isSwapped(byte[] source, int position) {
    return (source[position % POSITIONS_PER_HASH / 8] >> position % 8 & 1) == 1;
  }
}
