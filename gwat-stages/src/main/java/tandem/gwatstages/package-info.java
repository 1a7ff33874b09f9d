/// The stage machine of gwat, pure (pair-sync.md 4, 5 and 8).
///
/// Begin with [tandem.gwatstages.GwatStages], whose `step` takes the state and a
/// [tandem.gwatstages.GwatEvent] and gives the next state and the [tandem.gwatstages.GwatEffect]s;
/// what an effect obliges the node to do is said at the effect. [tandem.gwatstages.GwatGate] is the
/// one place that says what is allowed in which stage.
@NullMarked
package tandem.gwatstages;

import org.jspecify.annotations.NullMarked;
