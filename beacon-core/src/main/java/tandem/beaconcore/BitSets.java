package tandem.beaconcore;

import java.util.BitSet;
import tandem.ssz.Bits;

/// Between the bits of a container and sets of positions.
final class BitSets {
  private BitSets() {}

  static BitSet of(Bits bits) {
    BitSet set = new BitSet(bits.length());
    bits.stream().forEach(set::set);
    return set;
  }

  static Bits toBits(BitSet set, int length) {
    return Bits.of(length, set.stream().toArray());
  }
}
