package tandem.beaconspec;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tandem.crypto.BlsPublicKey;
import tandem.primitives.Hash32;
import tandem.ssz.SszType;

/// The validators whose signatures light clients follow, for a period. Two of them are in every
/// state and change once a day, so the root is computed once and kept.
public final class SyncCommittee {
  private final List<BlsPublicKey> pubkeys;
  private final BlsPublicKey aggregatePubkey;
  private volatile @Nullable Hash32 root;

  /// @param pubkeys `SYNC_COMMITTEE_SIZE` keys; one may occur several times
  public SyncCommittee(List<BlsPublicKey> pubkeys, BlsPublicKey aggregatePubkey) {
    this.pubkeys = List.copyOf(pubkeys);
    this.aggregatePubkey = aggregatePubkey;
  }

  public List<BlsPublicKey> pubkeys() {
    return pubkeys;
  }

  public BlsPublicKey aggregatePubkey() {
    return aggregatePubkey;
  }

  /// The root by its type; there is only one for a committee of this size.
  Hash32 root(SszType<SyncCommittee> type) {
    Hash32 known = root;
    if (known == null) {
      known = type.hashTreeRoot(this);
      root = known;
    }
    return known;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SyncCommittee that
        && pubkeys.equals(that.pubkeys)
        && aggregatePubkey.equals(that.aggregatePubkey);
  }

  @Override
  public int hashCode() {
    return Objects.hash(pubkeys, aggregatePubkey);
  }

  @Override
  public String toString() {
    return "SyncCommittee(" + pubkeys.size() + " keys, " + aggregatePubkey + ")";
  }
}
