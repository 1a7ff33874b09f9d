/// Real processes, real faults, and how long a pair takes to be back (docs/decisions/chaos.md).
/// Begin with [tandem.chaos.ChaosRun]; [tandem.chaos.Trials] lists what is done to the victim.
@NullMarked
package tandem.chaos;

import org.jspecify.annotations.NullMarked;
