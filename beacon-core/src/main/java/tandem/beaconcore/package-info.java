/// The coordinator without its sockets, clock and threads: events in, effects out.
@NullMarked
package tandem.beaconcore;

import org.jspecify.annotations.NullMarked;
