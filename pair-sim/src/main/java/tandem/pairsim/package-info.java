/// Whole pairs under simulated time, from one seed: the machines of both nodes as they are, on a
/// network, a link and a disk that fail as [FaultModel] says; what must hold whatever fails is
/// checked all along. Begin with [Simulator]. Source: pair-sync.md 3, 9, 12;
/// docs/decisions/simulator.md.
@NullMarked
package tandem.pairsim;

import org.jspecify.annotations.NullMarked;
