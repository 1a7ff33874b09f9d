package tandem.devp2p;

import java.io.IOException;

/// The other end does not keep to the protocol. Never thrown for faults of ours or of the network.
final class RlpxException extends IOException {
  private static final long serialVersionUID = 1L;

  private final DisconnectReason reason;

  RlpxException(String message) {
    this(DisconnectReason.PROTOCOL_BREACH, message);
  }

  /// @param reason what the peer is told
  RlpxException(DisconnectReason reason, String message) {
    super(message);
    this.reason = reason;
  }

  DisconnectReason reason() {
    return reason;
  }
}
