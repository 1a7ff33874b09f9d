/// RLPx connections: handshake, frames, Hello, capabilities (gwat-net.md 1).
@NullMarked
package tandem.devp2p;

import org.jspecify.annotations.NullMarked;
