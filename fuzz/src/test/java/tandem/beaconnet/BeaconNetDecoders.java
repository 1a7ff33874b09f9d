package tandem.beaconnet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;

/// Decoders that only this package sees.
public final class BeaconNetDecoders {
  private static final int PAYLOAD_MAX = 1 << 16;

  private BeaconNetDecoders() {}

  /// One payload of req/resp; returns whether it was accepted.
  public static boolean requestPayload(byte[] bytes) throws IOException {
    byte[] payload;
    try {
      payload = SnappyFrames.decode(new ByteArrayInputStream(bytes), PAYLOAD_MAX);
    } catch (WireException | IOException refused) {
      return false;
    }
    try {
      byte[] encoded = SnappyFrames.encode(payload);
      assertThat(SnappyFrames.decode(new ByteArrayInputStream(encoded), PAYLOAD_MAX))
          .isEqualTo(payload);
    } catch (WireException broken) {
      throw new AssertionError("what was encoded is refused", broken);
    }
    return true;
  }

  /// The data of a gossiped message.
  public static boolean gossipPayload(byte[] bytes) {
    GossipPayload.messageId("topic", bytes);
    try {
      GossipPayload.decode(bytes);
      return true;
    } catch (WireException refused) {
      return false;
    }
  }
}
