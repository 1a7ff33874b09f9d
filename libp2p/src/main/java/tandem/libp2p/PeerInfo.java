package tandem.libp2p;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A connected peer and what it says of itself.
///
/// @param peer who it is; proven
/// @param direction who dialed
/// @param remote the other end of the TCP connection, with the peer id
/// @param agent its software, at most 256 printable characters; empty if identify failed
/// @param protocols the protocols it serves; empty if identify failed
/// @param listenAddresses where it says it can be reached; unproven
/// @param observed how it sees our end of the connection; unproven
public record PeerInfo(
    PeerId peer,
    Direction direction,
    Multiaddr remote,
    String agent,
    List<String> protocols,
    List<Multiaddr> listenAddresses,
    @Nullable Multiaddr observed) {}
