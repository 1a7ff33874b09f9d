package tandem.beaconspec;

import java.util.function.IntUnaryOperator;
import tandem.primitives.Hash32;
import tandem.ssz.Merkle;

/// Draws from the active validators, each with a chance in proportion to its effective balance: the
/// common part of `compute_proposer_index` and `get_next_sync_committee_indices`.
final class Sampling {
  private static final int MAX_RANDOM_BYTE = 255;

  private final BeaconConfig config;
  private final BeaconState state;
  private final int count;
  private final IntUnaryOperator shuffled;
  private final Hash32 seed;
  private long tried;

  private Sampling(
      BeaconConfig config, BeaconState state, int count, IntUnaryOperator shuffled, Hash32 seed) {
    this.config = config;
    this.state = state;
    this.count = count;
    this.shuffled = shuffled;
    this.seed = seed;
  }

  /// For a few draws: shuffles one index at a time.
  ///
  /// @param active not empty
  static Sampling few(BeaconConfig config, BeaconState state, int[] active, Hash32 seed) {
    int rounds = config.shuffleRoundCount();
    return new Sampling(
        config,
        state,
        active.length,
        place -> active[Shuffling.shuffledIndex(place, active.length, seed, rounds)],
        seed);
  }

  /// For many draws: shuffles the whole list first.
  ///
  /// @param active not empty
  static Sampling many(BeaconConfig config, BeaconState state, int[] active, Hash32 seed) {
    int[] order = Shuffling.shuffle(active, seed, config.shuffleRoundCount());
    return new Sampling(config, state, active.length, place -> order[place], seed);
  }

  /// The next one drawn. One can be drawn again.
  int next() {
    while (true) {
      int candidate = shuffled.applyAsInt((int) (tried % count));
      int random = randomByte(tried);
      tried++;
      long balance = state.validators().get(candidate).effectiveBalance();
      if (Uint64.isAtMost(
          config.maxEffectiveBalance() * random, Uint64.multiply(balance, MAX_RANDOM_BYTE))) {
        return candidate;
      }
    }
  }

  private int randomByte(long number) {
    byte[] block = Uint64.bytes(number / Hash32.LENGTH);
    byte[] hash = Merkle.sha256(seed.unsafeArray(), block).unsafeArray();
    return hash[(int) (number % Hash32.LENGTH)] & 0xff;
  }
}
