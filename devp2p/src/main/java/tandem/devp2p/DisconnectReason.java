package tandem.devp2p;

import tandem.rlp.RlpException;
import tandem.rlp.RlpReader;
import tandem.rlp.RlpWriter;

/// Why a connection ends, as its two ends tell each other (devp2p base protocol, message 0x01).
public enum DisconnectReason {
  REQUESTED(0x00),
  TCP_ERROR(0x01),
  PROTOCOL_BREACH(0x02),
  USELESS_PEER(0x03),
  TOO_MANY_PEERS(0x04),
  ALREADY_CONNECTED(0x05),
  INCOMPATIBLE_VERSION(0x06),
  INVALID_IDENTITY(0x07),
  QUITTING(0x08),
  UNEXPECTED_IDENTITY(0x09),
  SELF(0x0a),
  TIMEOUT(0x0b),
  SUBPROTOCOL_ERROR(0x10),
  /// A code that nobody has defined, or none.
  UNKNOWN(0xff);

  private final int code;

  DisconnectReason(int code) {
    this.code = code;
  }

  /// The payload of the message: `[code]`.
  byte[] encode() {
    RlpWriter out = new RlpWriter(4);
    int end = out.mark();
    return out.number(code).list(end).toByteArray();
  }

  /// The reason in a payload. Programs have sent `[code]`, `code` and nothing.
  static DisconnectReason decode(byte[] payload) {
    try {
      RlpReader in = RlpReader.of(payload, "disconnect");
      if (!in.hasNext()) {
        return UNKNOWN;
      }
      if (in.peek() == RlpReader.Kind.LIST) {
        in = in.list("disconnect");
      }
      return in.hasNext() ? of(in.number("reason", 0xff)) : UNKNOWN;
    } catch (RlpException e) {
      return UNKNOWN;
    }
  }

  private static DisconnectReason of(long code) {
    for (DisconnectReason reason : values()) {
      if (reason.code == code) {
        return reason;
      }
    }
    return UNKNOWN;
  }
}
