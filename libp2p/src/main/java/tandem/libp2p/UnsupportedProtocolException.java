package tandem.libp2p;

/// The peer speaks none of the protocols that were proposed.
public final class UnsupportedProtocolException extends Libp2pException {
  public UnsupportedProtocolException(String message) {
    super(message);
  }
}
