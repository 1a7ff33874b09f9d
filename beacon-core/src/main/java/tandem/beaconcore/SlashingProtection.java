package tandem.beaconcore;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.store.Batch;
import tandem.store.Column;
import tandem.store.Store;
import tandem.store.Store.Durability;
import tandem.store.StoreException;

/// Never sign two different blocks of a slot, or two attestations that are slashable together.
///
/// Per key the highest signed block slot and the highest signed source and target are kept, each
/// with its signing root (the minimal form of EIP-3076). Whatever is not above them is refused,
/// except the very same message again. The record is on the disk, synced, when a method has
/// answered yes; only then may the signature be made.
///
/// ```text
/// block:<public key>        slot (8) ‖ signing root (32)
/// attestation:<public key>  source epoch (8) ‖ target epoch (8) ‖ signing root (32)
/// ```
final class SlashingProtection {
  /// Shared with nothing else; survives any other damage of the database.
  static final Column COLUMN = new Column("slashing_protection");

  private static final byte BLOCK = 'b';
  private static final byte ATTESTATION = 'a';
  private static final int BLOCK_BYTES = 8 + Hash32.LENGTH;
  private static final int ATTESTATION_BYTES = 16 + Hash32.LENGTH;

  private final Store store;

  SlashingProtection(Store store) {
    this.store = store;
  }

  /// Records that `publicKey` is about to sign the block with `signingRoot`.
  ///
  /// @return whether it may
  /// @throws StoreException if the disk fails; then nothing may be signed
  boolean recordBlock(Bytes publicKey, long slot, Hash32 signingRoot) {
    byte[] key = key(BLOCK, publicKey);
    ByteBuffer last = read(key, BLOCK_BYTES);
    if (last != null) {
      int order = Long.compareUnsigned(slot, last.getLong());
      if (order <= 0) {
        return order == 0 && signingRoot.equals(hash(last));
      }
    }
    byte[] value =
        ByteBuffer.allocate(BLOCK_BYTES).putLong(slot).put(signingRoot.unsafeArray()).array();
    store.write(new Batch().put(COLUMN, key, value), Durability.SYNCED);
    return true;
  }

  /// An attestation that a key is about to sign.
  record Vote(Bytes publicKey, long sourceEpoch, long targetEpoch, Hash32 signingRoot) {
    Vote {
      if (Long.compareUnsigned(sourceEpoch, targetEpoch) > 0) {
        throw new IllegalArgumentException(
            "attestation from epoch %d to epoch %d".formatted(sourceEpoch, targetEpoch));
      }
    }

    private byte[] encode() {
      return ByteBuffer.allocate(ATTESTATION_BYTES)
          .putLong(sourceEpoch)
          .putLong(targetEpoch)
          .put(signingRoot.unsafeArray())
          .array();
    }
  }

  /// Records that these attestations are about to be signed, in one write.
  ///
  /// @return those that may be, in the given order
  /// @throws StoreException if the disk fails; then nothing may be signed
  List<Vote> recordAttestations(List<Vote> votes) {
    Batch batch = new Batch();
    Map<Bytes, ByteBuffer> last = new HashMap<>();
    List<Vote> allowed = new ArrayList<>();
    for (Vote vote : votes) {
      byte[] key = key(ATTESTATION, vote.publicKey());
      ByteBuffer record =
          last.containsKey(vote.publicKey())
              ? last.get(vote.publicKey())
              : read(key, ATTESTATION_BYTES);
      if (record == null || isSafe(vote, record.duplicate())) {
        byte[] value = vote.encode();
        batch.put(COLUMN, key, value);
        last.put(vote.publicKey(), ByteBuffer.wrap(value));
        allowed.add(vote);
      }
    }
    if (!batch.isEmpty()) {
      store.write(batch, Durability.SYNCED);
    }
    return allowed;
  }

  /// Looks at every record.
  ///
  /// @throws StoreException if one cannot be used: then nothing may be signed with this database
  void check() {
    store.scan(
        COLUMN,
        new byte[0],
        null,
        (key, value) -> {
          if (key.length == 0 || key[0] != BLOCK && key[0] != ATTESTATION) {
            throw damaged("a record of slashing protection is of no known kind");
          }
          decode(value, key[0] == BLOCK ? BLOCK_BYTES : ATTESTATION_BYTES);
          return true;
        });
  }

  private static boolean isSafe(Vote vote, ByteBuffer last) {
    long lastSource = last.getLong();
    long lastTarget = last.getLong();
    if (vote.sourceEpoch() == lastSource && vote.targetEpoch() == lastTarget) {
      return vote.signingRoot().equals(hash(last));
    }
    // A lower source would surround an earlier vote, an equal target would double it.
    return Long.compareUnsigned(vote.sourceEpoch(), lastSource) >= 0
        && Long.compareUnsigned(vote.targetEpoch(), lastTarget) > 0;
  }

  private @Nullable ByteBuffer read(byte[] key, int length) {
    byte[] value = store.get(COLUMN, key);
    return value == null ? null : decode(value, length);
  }

  private static ByteBuffer decode(byte[] value, int length) {
    if (value.length != length) {
      throw damaged(
          "the slashing protection record of a key has %d bytes instead of %d"
              .formatted(value.length, length));
    }
    return ByteBuffer.wrap(value);
  }

  private static StoreException damaged(String what) {
    return new StoreException(
        StoreException.Kind.DAMAGED,
        what
            + ": do not sign with this database; restore it from a copy, or wait two epochs and"
            + " clear it");
  }

  private static Hash32 hash(ByteBuffer record) {
    byte[] bytes = new byte[Hash32.LENGTH];
    record.get(bytes);
    return Hash32.wrap(bytes);
  }

  private static byte[] key(byte kind, Bytes publicKey) {
    return ByteBuffer.allocate(1 + publicKey.length())
        .put(kind)
        .put(publicKey.unsafeArray())
        .array();
  }
}
