package tandem.gwatwire;

import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import tandem.gwatwire.WfdagMessage.ForkId;
import tandem.gwatwire.WfdagMessage.Status;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;

/// Whether a peer is of our network (gwat-net.md 2.3, step 3).
public final class Handshake {
  private Handshake() {}

  /// The fork id of a network: CRC-32 of its genesis hash, and no fork to come (2.4).
  public static ForkId forkId(Hash32 genesis) {
    CRC32 crc = new CRC32();
    crc.update(genesis.unsafeArray());
    int value = (int) crc.getValue();
    return new ForkId(
        Bytes.of((byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value),
        0);
  }

  /// Why we do not speak with the sender of `theirs`: a sentence, or null.
  ///
  /// @param ours what we sent
  public static @Nullable String fault(Status ours, Status theirs) {
    if (theirs.networkId() != ours.networkId()) {
      return "network ID mismatch: the peer has %s, we have %s"
          .formatted(
              Long.toUnsignedString(theirs.networkId()), Long.toUnsignedString(ours.networkId()));
    }
    if (theirs.protocolVersion() != ours.protocolVersion()) {
      return "protocol version mismatch: the peer has %s, we have %s"
          .formatted(
              Long.toUnsignedString(theirs.protocolVersion()),
              Long.toUnsignedString(ours.protocolVersion()));
    }
    if (!theirs.genesis().equals(ours.genesis())) {
      return "genesis mismatch: the peer has " + theirs.genesis() + ", we have " + ours.genesis();
    }
    ForkId fork = theirs.forkId();
    boolean passed =
        fork.next() != 0 && Long.compareUnsigned(ours.lastFinalizedNumber(), fork.next()) >= 0;
    if (!fork.hash().equals(ours.forkId().hash()) || passed) {
      return "fork ID rejected: the peer has "
          + fork.hash()
          + "/"
          + Long.toUnsignedString(fork.next());
    }
    return null;
  }
}
