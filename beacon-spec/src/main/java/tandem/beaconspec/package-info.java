/// The beacon chain's rules, pure: Altair and beacon-rules.md.
@NullMarked
package tandem.beaconspec;

import org.jspecify.annotations.NullMarked;
