package tandem.gwatledger;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import tandem.primitives.Hash32;
import tandem.store.StoreException;

/// The BlockDAG record of a block that is not finalised (gwat-dag.md 1.5).
///
/// ```
/// hash 32 ‖ height 8 ‖ slot 8 ‖ lastFinalizedHash 32 ‖ lastFinalizedHeight 8 ‖ n 4 ‖ n hashes
/// ```
///
/// The database holds in `chain` what the block adds to the order of its main parent, its merge set
/// (ledger-rules.md 1), which never changes; the chain of all ancestors that are not finalised yet
/// is put together from that when it is asked for ([Ledger#dagRecord]), and so is always exact.
///
/// @param anchorHash LFHash of the block
/// @param anchorHeight LFNumber of the block
/// @param chain ordered hashes, the block itself not among them
public record DagRecord(
    Hash32 hash, long height, long slot, Hash32 anchorHash, long anchorHeight, List<Hash32> chain) {
  private static final int FIXED_BYTES = 92;

  public DagRecord {
    chain = List.copyOf(chain);
  }

  /// The layout above.
  public byte[] encode() {
    ByteBuffer out = ByteBuffer.allocate(FIXED_BYTES + Hash32.LENGTH * chain.size());
    out.put(hash.unsafeArray()).putLong(height).putLong(slot);
    out.put(anchorHash.unsafeArray()).putLong(anchorHeight).putInt(chain.size());
    chain.forEach(ancestor -> out.put(ancestor.unsafeArray()));
    return out.array();
  }

  /// Reads the layout above.
  ///
  /// @throws StoreException with kind DAMAGED if `bytes` are not exactly such a record
  public static DagRecord decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (bytes.length < FIXED_BYTES
        || in.getInt(FIXED_BYTES - 4) != (bytes.length - FIXED_BYTES) / Hash32.LENGTH
        || (bytes.length - FIXED_BYTES) % Hash32.LENGTH != 0) {
      throw new StoreException(
          StoreException.Kind.DAMAGED, "a BlockDAG record of " + bytes.length + " bytes");
    }
    List<Hash32> chain = new ArrayList<>();
    for (int at = FIXED_BYTES; at < bytes.length; at += Hash32.LENGTH) {
      chain.add(Hash32.of(bytes, at));
    }
    return new DagRecord(
        Hash32.of(bytes, 0),
        in.getLong(32),
        in.getLong(40),
        Hash32.of(bytes, 48),
        in.getLong(80),
        chain);
  }
}
