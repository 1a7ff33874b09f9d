package tandem.beaconnet;

/// Bytes of a peer that are not what coordinator-net.md 2 and 3 prescribe. The text says what was
/// expected and what was found.
final class WireException extends Exception {
  private static final long serialVersionUID = 1L;

  WireException(String message) {
    super(message);
  }
}
