/// The gossipsub 1.1 router (coordinator-net.md 2), pure: events in, effects out. Begin with
/// [tandem.gossipsub.GossipRouter]; the bytes on the wire are [tandem.gossipsub.RpcCodec]'s.
///
/// Specification: libp2p's pubsub/gossipsub v1.0 and v1.1, with the signing policy `StrictNoSign`.
/// Left out: peer exchange (the beacon network finds peers otherwise), direct peers, and the score
/// of deliveries within the mesh (P3), which the network has switched off.
@NullMarked
package tandem.gossipsub;

import org.jspecify.annotations.NullMarked;
