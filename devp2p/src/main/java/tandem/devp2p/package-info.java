/// RLPx connections over TCP (gwat-net.md 1): the encrypted handshake of EIP-8, frames, Hello,
/// snappy, and who is connected to whom. It carries one protocol and knows nothing of its messages.
///
/// Begin with [tandem.devp2p.Devp2pServer].
@NullMarked
package tandem.devp2p;

import org.jspecify.annotations.NullMarked;
