package tandem.faultproxy;

/// A way in which one pair dials another, or a coordinator its own gwat.
///
/// @param net which network
/// @param from the pair that dials, from 0
/// @param to the pair that is dialed; of [Net#LINK] the same
public record Wire(Net net, int from, int to) {
  /// The networks of the nodes.
  public enum Net {
    /// devp2p between gwats.
    GWAT,
    /// libp2p between coordinators.
    COORDINATOR,
    /// JSON-RPC from a coordinator to the gwat of its pair.
    LINK
  }

  public Wire {
    if (from < 0 || to < 0 || (net == Net.LINK) != (from == to)) {
      throw new IllegalArgumentException(net + " from " + from + " to " + to);
    }
  }

  public static Wire link(int pair) {
    return new Wire(Net.LINK, pair, pair);
  }
}
