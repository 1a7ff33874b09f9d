package tandem.beaconnet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Why a node leaves a peer, in the numbers of this network (coordinator-net.md 3.5); they are not
/// those of Ethereum's specification. After a reason the originals do not dial for a while.
enum Goodbye {
  /// For two minutes.
  FAULT(2),
  /// For five minutes.
  TOO_MANY_PEERS(129);

  private final long code;

  Goodbye(long code) {
    this.code = code;
  }

  byte[] request() {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(code).array();
  }
}
