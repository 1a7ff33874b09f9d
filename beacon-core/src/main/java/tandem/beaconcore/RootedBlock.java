package tandem.beaconcore;

import tandem.beaconspec.SignedBeaconBlock;
import tandem.beaconspec.Types;
import tandem.primitives.Hash32;

/// A block and its root, which is dear enough to be computed once.
record RootedBlock(Hash32 root, SignedBeaconBlock block) {
  static RootedBlock of(Types types, SignedBeaconBlock block) {
    return new RootedBlock(types.beaconBlock().hashTreeRoot(block.message()), block);
  }

  long slot() {
    return block.message().slot();
  }

  Hash32 parentRoot() {
    return block.message().parentRoot();
  }
}
