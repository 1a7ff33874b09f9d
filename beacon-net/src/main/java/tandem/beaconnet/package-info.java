/// The coordinator's network: topics, req/resp, peers (coordinator-net.md 1 to 3).
@NullMarked
package tandem.beaconnet;

import org.jspecify.annotations.NullMarked;
