/// The standard Beacon API over HTTP (coordinator-net.md 7).
@NullMarked
package tandem.beaconapi;

import org.jspecify.annotations.NullMarked;
