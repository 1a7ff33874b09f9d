/// The coordinator process: wiring, threads, configuration.
@NullMarked
package tandem.beaconnode;

import org.jspecify.annotations.NullMarked;
