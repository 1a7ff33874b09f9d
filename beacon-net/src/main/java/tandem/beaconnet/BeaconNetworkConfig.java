package tandem.beaconnet;

import java.util.List;
import tandem.beaconspec.Types;
import tandem.libp2p.Identity;
import tandem.libp2p.Multiaddr;
import tandem.primitives.Bytes;

/// How a coordinator's network is set up.
///
/// @param identity of the node
/// @param listen where to listen; port 0 takes a free one
/// @param announced further addresses that peers are told
/// @param staticPeers peers to be connected with for ever
/// @param maxPeers above it peers that dial us are sent away, unless they are static ones
/// @param agent name and version told to peers, beginning with `tandem/`
/// @param forkDigest of the network's only fork, 4 bytes
/// @param types of the network
/// @param slotMs length of a slot
/// @param slotsPerEpoch slots
/// @param validators active ones, roughly: what peers' messages are worth depends on it
/// @param committeesPerSlot attestation committees
/// @param syncCommitteeSize members of a sync committee
/// @param seed of the choices of gossip
public record BeaconNetworkConfig(
    Identity identity,
    List<Multiaddr> listen,
    List<Multiaddr> announced,
    List<Multiaddr> staticPeers,
    int maxPeers,
    String agent,
    Bytes forkDigest,
    Types types,
    long slotMs,
    long slotsPerEpoch,
    long validators,
    long committeesPerSlot,
    long syncCommitteeSize,
    long seed) {
  public BeaconNetworkConfig {
    listen = List.copyOf(listen);
    announced = List.copyOf(announced);
    staticPeers = List.copyOf(staticPeers);
    if (forkDigest.length() != 4) {
      throw new IllegalArgumentException("a fork digest has 4 bytes: " + forkDigest);
    }
  }

  GossipScoring scoring() {
    return new GossipScoring(
        slotMs, slotsPerEpoch, validators, committeesPerSlot, syncCommitteeSize);
  }
}
