package tandem.beaconcore;

import java.util.ArrayList;
import java.util.List;
import tandem.beaconspec.SignedBeaconBlock;
import tandem.beaconspec.Types;
import tandem.primitives.Hash32;

/// Answers to peers that ask for blocks (coordinator-net.md 3.7 and 3.8), each bounded in number
/// and bytes.
final class Serving {
  static final long RANGE_SLOTS_MAX = 1_024;
  static final int ROOTS_MAX = 128;
  private static final int BLOCKS_MAX = 128;
  private static final long ANSWER_BYTES_MAX = 8L << 20;

  private final Chain chain;
  private final Types types;

  Serving(Chain chain, Types types) {
    this.chain = chain;
    this.types = types;
  }

  PeerAnswer range(long startSlot, long count) {
    if (startSlot < 0 || count < 1 || count > RANGE_SLOTS_MAX) {
      return new PeerAnswer.Refused(true, "invalid range, step or count");
    }
    // The genesis block exists for no one.
    long from = Math.max(1, startSlot);
    long to = Math.min(chain.headSlot() + 1, startSlot + count);
    List<Hash32> roots =
        chain.store().canonical(from, to, BLOCKS_MAX).stream().map(ChainStore.At::root).toList();
    return blocks(roots);
  }

  PeerAnswer roots(List<Hash32> roots) {
    return roots.isEmpty() || roots.size() > ROOTS_MAX
        ? new PeerAnswer.Refused(true, "1 to " + ROOTS_MAX + " roots, not " + roots.size())
        : blocks(roots);
  }

  private PeerAnswer blocks(List<Hash32> roots) {
    List<SignedBeaconBlock> blocks = new ArrayList<>();
    long bytes = 0;
    for (Hash32 root : roots) {
      SignedBeaconBlock block = chain.signedBlock(root);
      if (block == null) {
        continue;
      }
      bytes += types.signedBeaconBlock().encode(block).length;
      if (bytes > ANSWER_BYTES_MAX && !blocks.isEmpty()) {
        break;
      }
      blocks.add(block);
    }
    return new PeerAnswer.Blocks(blocks);
  }
}
