/// Faults of a network between real sockets (pair-sync.md 3): a [FaultProxy] stands between a
/// client and a server on loopback and does to their bytes what its [Fault] says; a [FaultNetwork]
/// has one for each way in which the nodes of a network dial each other, so that a partition is one
/// call. Begin with [Fault]. docs/decisions/chaos-network.md.
@NullMarked
package tandem.faultproxy;

import org.jspecify.annotations.NullMarked;
