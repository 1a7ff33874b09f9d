package tandem.beaconcore;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tandem.beaconspec.Attestation;
import tandem.beaconspec.AttestationData;
import tandem.beaconspec.AttesterSlashing;
import tandem.beaconspec.BeaconState;
import tandem.beaconspec.Committees;
import tandem.forkchoice.BlockFacts;
import tandem.forkchoice.Checkpoint;
import tandem.forkchoice.Vote;
import tandem.primitives.Hash32;

/// A block that has passed the transition, and what follows from it for fork choice.
///
/// @param post its post-state, which nobody changes any more
record ExecutedBlock(RootedBlock block, BeaconState post) {
  /// Before anything is justified, states hold the zero root in place of the genesis block's.
  BlockFacts facts(Hash32 genesisRoot) {
    return new BlockFacts(
        block.root(),
        block.parentRoot(),
        block.slot(),
        checkpoint(post.currentJustifiedCheckpoint(), genesisRoot),
        checkpoint(post.finalizedCheckpoint(), genesisRoot));
  }

  /// The votes that the block carries.
  List<Vote> votes(Committees committees) {
    List<Vote> votes = new ArrayList<>();
    for (Attestation attestation : block.block().message().body().attestations()) {
      AttestationData data = attestation.data();
      votes.add(
          new Vote(
              committees.attesters(post, data, attestation.aggregationBits()),
              data.slot(),
              data.beaconBlockRoot(),
              new Checkpoint(data.target().epoch(), data.target().root())));
    }
    return votes;
  }

  /// Validators of whom the block proves that they have voted twice.
  Set<Integer> equivocators() {
    Set<Integer> all = new HashSet<>();
    for (AttesterSlashing slashing : block.block().message().body().attesterSlashings()) {
      Set<Long> both = new HashSet<>(slashing.attestation1().attestingIndices());
      both.retainAll(new HashSet<>(slashing.attestation2().attestingIndices()));
      both.forEach(index -> all.add(Math.toIntExact(index)));
    }
    return all;
  }

  private static Checkpoint checkpoint(
      tandem.beaconspec.Checkpoint checkpoint, Hash32 genesisRoot) {
    return new Checkpoint(
        checkpoint.epoch(), checkpoint.root().isZero() ? genesisRoot : checkpoint.root());
  }
}
