package tandem.devp2p;

/// How a connection ended.
///
/// @param reason what one end told the other
/// @param byPeer whether the peer ended it, or the network
/// @param detail for logs
public record Ending(DisconnectReason reason, boolean byPeer, String detail) {
  @Override
  public String toString() {
    return (byPeer ? "by the peer: " : "by us: ") + reason + ", " + detail;
  }
}
