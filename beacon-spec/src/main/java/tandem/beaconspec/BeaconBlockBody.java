package tandem.beaconspec;

import java.util.List;
import tandem.crypto.BlsSignature;
import tandem.primitives.Hash32;

/// The body of a block (altair/beacon-chain.md; beacon-rules.md 2).
///
/// @param spineCandidates ascending spines of gwat; empty where the rules are Altair's alone
public record BeaconBlockBody(
    BlsSignature randaoReveal,
    Eth1Data eth1Data,
    Hash32 graffiti,
    List<ProposerSlashing> proposerSlashings,
    List<AttesterSlashing> attesterSlashings,
    List<Attestation> attestations,
    List<Deposit> deposits,
    List<SignedVoluntaryExit> voluntaryExits,
    SyncAggregate syncAggregate,
    List<Hash32> spineCandidates) {
  public BeaconBlockBody {
    proposerSlashings = List.copyOf(proposerSlashings);
    attesterSlashings = List.copyOf(attesterSlashings);
    attestations = List.copyOf(attestations);
    deposits = List.copyOf(deposits);
    voluntaryExits = List.copyOf(voluntaryExits);
    spineCandidates = List.copyOf(spineCandidates);
  }
}
