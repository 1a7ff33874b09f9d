package tandem.beaconcore;

import tandem.beaconspec.Attestation;
import tandem.beaconspec.AttesterSlashing;
import tandem.beaconspec.ProposerSlashing;
import tandem.beaconspec.SignedAggregateAndProof;
import tandem.beaconspec.SignedBeaconBlock;
import tandem.beaconspec.SignedContributionAndProof;
import tandem.beaconspec.SignedVoluntaryExit;
import tandem.beaconspec.SyncCommitteeMessage;

/// What travels on the topics of the network (coordinator-net.md 2.2), decoded; one kind a topic.
public sealed interface GossipMessage {
  /// `beacon_block`
  record Block(SignedBeaconBlock block) implements GossipMessage {}

  /// `beacon_aggregate_and_proof`
  record Aggregate(SignedAggregateAndProof aggregate) implements GossipMessage {}

  /// `beacon_attestation_{subnet}`
  ///
  /// @param subnet 0 to 63
  record SingleAttestation(int subnet, Attestation attestation) implements GossipMessage {}

  /// `voluntary_exit`
  record Exit(SignedVoluntaryExit exit) implements GossipMessage {}

  /// `proposer_slashing`
  record ProposerSlashed(ProposerSlashing slashing) implements GossipMessage {}

  /// `attester_slashing`
  record AttesterSlashed(AttesterSlashing slashing) implements GossipMessage {}

  /// `sync_committee_{subnet}`
  ///
  /// @param subnet 0 to 3
  record SyncMessage(int subnet, SyncCommitteeMessage message) implements GossipMessage {}

  /// `sync_committee_contribution_and_proof`
  record Contribution(SignedContributionAndProof contribution) implements GossipMessage {}
}
