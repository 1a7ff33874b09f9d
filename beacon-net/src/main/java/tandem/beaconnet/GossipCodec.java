package tandem.beaconnet;

import tandem.beaconcore.GossipMessage;
import tandem.beaconcore.GossipMessage.Aggregate;
import tandem.beaconcore.GossipMessage.AttesterSlashed;
import tandem.beaconcore.GossipMessage.Block;
import tandem.beaconcore.GossipMessage.Contribution;
import tandem.beaconcore.GossipMessage.Exit;
import tandem.beaconcore.GossipMessage.ProposerSlashed;
import tandem.beaconcore.GossipMessage.SingleAttestation;
import tandem.beaconcore.GossipMessage.SyncMessage;
import tandem.beaconnet.GossipTopic.Kind;
import tandem.beaconspec.Types;
import tandem.ssz.SszException;

/// Which SSZ travels on which topic (coordinator-net.md 2.2).
final class GossipCodec {
  private final Types types;

  GossipCodec(Types types) {
    this.types = types;
  }

  GossipTopic topic(GossipMessage message) {
    return switch (message) {
      case Block(_) -> GossipTopic.of(Kind.BEACON_BLOCK);
      case Aggregate(_) -> GossipTopic.of(Kind.BEACON_AGGREGATE_AND_PROOF);
      case SingleAttestation(int subnet, _) -> new GossipTopic(Kind.BEACON_ATTESTATION, subnet);
      case Exit(_) -> GossipTopic.of(Kind.VOLUNTARY_EXIT);
      case ProposerSlashed(_) -> GossipTopic.of(Kind.PROPOSER_SLASHING);
      case AttesterSlashed(_) -> GossipTopic.of(Kind.ATTESTER_SLASHING);
      case SyncMessage(int subnet, _) -> new GossipTopic(Kind.SYNC_COMMITTEE, subnet);
      case Contribution(_) -> GossipTopic.of(Kind.SYNC_COMMITTEE_CONTRIBUTION_AND_PROOF);
    };
  }

  byte[] encode(GossipMessage message) {
    return switch (message) {
      case Block(var block) -> types.signedBeaconBlock().encode(block);
      case Aggregate(var aggregate) -> types.signedAggregateAndProof().encode(aggregate);
      case SingleAttestation(_, var attestation) -> types.attestation().encode(attestation);
      case Exit(var exit) -> types.signedVoluntaryExit().encode(exit);
      case ProposerSlashed(var slashing) -> types.proposerSlashing().encode(slashing);
      case AttesterSlashed(var slashing) -> types.attesterSlashing().encode(slashing);
      case SyncMessage(_, var message1) -> types.syncCommitteeMessage().encode(message1);
      case Contribution(var contribution) ->
          types.signedContributionAndProof().encode(contribution);
    };
  }

  /// @throws SszException if the bytes are not what the topic carries
  GossipMessage decode(GossipTopic topic, byte[] ssz) throws SszException {
    return switch (topic.kind()) {
      case BEACON_BLOCK -> new Block(types.signedBeaconBlock().decode(ssz));
      case BEACON_AGGREGATE_AND_PROOF -> new Aggregate(types.signedAggregateAndProof().decode(ssz));
      case BEACON_ATTESTATION ->
          new SingleAttestation(topic.subnet(), types.attestation().decode(ssz));
      case VOLUNTARY_EXIT -> new Exit(types.signedVoluntaryExit().decode(ssz));
      case PROPOSER_SLASHING -> new ProposerSlashed(types.proposerSlashing().decode(ssz));
      case ATTESTER_SLASHING -> new AttesterSlashed(types.attesterSlashing().decode(ssz));
      case SYNC_COMMITTEE ->
          new SyncMessage(topic.subnet(), types.syncCommitteeMessage().decode(ssz));
      case SYNC_COMMITTEE_CONTRIBUTION_AND_PROOF ->
          new Contribution(types.signedContributionAndProof().decode(ssz));
    };
  }
}
