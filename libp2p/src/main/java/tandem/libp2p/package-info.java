/// libp2p over TCP: noise, multistream, mplex, yamux, identify (coordinator-net.md 1).
@NullMarked
package tandem.libp2p;

import org.jspecify.annotations.NullMarked;
