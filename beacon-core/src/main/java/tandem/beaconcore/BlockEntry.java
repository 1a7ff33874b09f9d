package tandem.beaconcore;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import tandem.forkchoice.BlockFacts;
import tandem.forkchoice.Checkpoint;
import tandem.pairprotocol.ConsensusInfo;
import tandem.primitives.Address;
import tandem.primitives.Hash32;

/// What is kept of each imported block beside the block itself, so that neither fork choice nor
/// head sync needs its state (beacon-rules.md 5).
///
/// ```text
/// slot (8) ‖ parent root (32) ‖ state root (32)
/// ‖ justified, finalised: each epoch (8) ‖ root (32)
/// ‖ last, justified, finalised spine (32 each)
/// ‖ finalizing: count (2) ‖ 32 each
/// ‖ creators: count (2) ‖ 20 each
/// ‖ skipped slots: count (2) ‖ for each its creators
/// ```
///
/// @param justified of the post-state; the genesis block in place of the zero root
/// @param finalized likewise
/// @param lastSpine `last_finalized_spine` of the post-state
/// @param justifiedSpine `last_finalized_spine` as of `justified`
/// @param finalizedSpine likewise
/// @param finalizing of the post-state; may be empty
/// @param creators of the block's slot
/// @param skipped creators of the slots without a block right before this one, in their order; at
///   most [#SKIPPED_MAX]
record BlockEntry(
    long slot,
    Hash32 parentRoot,
    Hash32 stateRoot,
    Checkpoint justified,
    Checkpoint finalized,
    Hash32 lastSpine,
    Hash32 justifiedSpine,
    Hash32 finalizedSpine,
    List<Hash32> finalizing,
    List<Address> creators,
    List<List<Address>> skipped) {
  /// After a longer silence the creators of older slots are not told: their blocks are too old to
  /// be merged.
  static final int SKIPPED_MAX = 1_024;

  private static final int FIXED_BYTES = 8 + 2 * 32 + 2 * 40 + 3 * 32;

  BlockEntry {
    finalizing = List.copyOf(finalizing);
    creators = List.copyOf(creators);
    skipped = List.copyOf(skipped);
  }

  BlockFacts facts(Hash32 root) {
    return new BlockFacts(root, parentRoot, slot, justified, finalized);
  }

  /// The instruction for gwat: it is never without a spine.
  ConsensusInfo info() {
    return info(slot, creators);
  }

  /// The same for another slot, which brings its creators only.
  ConsensusInfo info(long otherSlot, List<Address> otherCreators) {
    return new ConsensusInfo(
        otherSlot,
        otherCreators,
        finalizing.isEmpty() ? List.of(lastSpine) : finalizing,
        justifiedSpine,
        finalizedSpine);
  }

  /// The first slot before this block whose creators are kept.
  long skippedFrom() {
    return slot - skipped.size();
  }

  byte[] encode() {
    int size = FIXED_BYTES + 2 + 32 * finalizing.size() + 2 + size(creators);
    for (List<Address> list : skipped) {
      size += size(list);
    }
    ByteBuffer out = ByteBuffer.allocate(size);
    out.putLong(slot).put(parentRoot.unsafeArray()).put(stateRoot.unsafeArray());
    put(out, justified);
    put(out, finalized);
    out.put(lastSpine.unsafeArray());
    out.put(justifiedSpine.unsafeArray());
    out.put(finalizedSpine.unsafeArray());
    out.putShort((short) finalizing.size());
    finalizing.forEach(spine -> out.put(spine.unsafeArray()));
    put(out, creators);
    out.putShort((short) skipped.size());
    skipped.forEach(list -> put(out, list));
    return out.array();
  }

  /// @throws IllegalArgumentException if the bytes are no entry
  static BlockEntry decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      BlockEntry entry =
          new BlockEntry(
              in.getLong(),
              hash(in),
              hash(in),
              checkpoint(in),
              checkpoint(in),
              hash(in),
              hash(in),
              hash(in),
              hashes(in),
              addresses(in),
              lists(in));
      if (in.hasRemaining()) {
        throw new IllegalArgumentException(in.remaining() + " bytes too many");
      }
      return entry;
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("bytes are missing", e);
    }
  }

  private static int size(List<Address> list) {
    return 2 + Address.LENGTH * list.size();
  }

  private static void put(ByteBuffer out, Checkpoint checkpoint) {
    out.putLong(checkpoint.epoch()).put(checkpoint.root().unsafeArray());
  }

  private static void put(ByteBuffer out, List<Address> list) {
    out.putShort((short) list.size());
    list.forEach(address -> out.put(address.unsafeArray()));
  }

  private static Hash32 hash(ByteBuffer in) {
    byte[] bytes = new byte[Hash32.LENGTH];
    in.get(bytes);
    return Hash32.wrap(bytes);
  }

  private static Checkpoint checkpoint(ByteBuffer in) {
    return new Checkpoint(in.getLong(), hash(in));
  }

  private static List<Hash32> hashes(ByteBuffer in) {
    List<Hash32> list = new ArrayList<>();
    for (int count = Short.toUnsignedInt(in.getShort()); count > 0; count--) {
      list.add(hash(in));
    }
    return list;
  }

  private static List<Address> addresses(ByteBuffer in) {
    List<Address> list = new ArrayList<>();
    for (int count = Short.toUnsignedInt(in.getShort()); count > 0; count--) {
      byte[] bytes = new byte[Address.LENGTH];
      in.get(bytes);
      list.add(Address.wrap(bytes));
    }
    return list;
  }

  private static List<List<Address>> lists(ByteBuffer in) {
    List<List<Address>> lists = new ArrayList<>();
    for (int count = Short.toUnsignedInt(in.getShort()); count > 0; count--) {
      lists.add(addresses(in));
    }
    return lists;
  }
}
