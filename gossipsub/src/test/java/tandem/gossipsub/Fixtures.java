package tandem.gossipsub;

import java.nio.ByteBuffer;
import java.util.Arrays;
import tandem.primitives.Bytes;

/// Numbers of the beacon network, and identifiers that are easy to follow.
final class Fixtures {
  static final String TOPIC = "/eth2/802ed6b2/beacon_block/ssz_snappy";

  static final ScoreParams SCORE =
      new ScoreParams(
          new ScoreParams.Thresholds(-4_000, -8_000, -16_000, 5),
          32.72,
          -35.11,
          10,
          -15.92,
          6,
          0.985,
          4_000,
          0.01,
          12_800_000);

  static final ScoreParams.Topic TOPIC_SCORE =
      new ScoreParams.Topic(0.8, 10.0 / 900, 4_000, 900, 1, 0.99283, 23, -140.4475, 0.997126);

  private Fixtures() {}

  static GossipRouter router(GossipParams params, long seed) {
    return new GossipRouter(
        params, SCORE, Fixtures::id, topic -> topic.startsWith("/eth2/802ed6b2/"), seed);
  }

  /// The first bytes of the data.
  static Bytes id(String topic, Bytes data) {
    return Bytes.wrap(Arrays.copyOf(data.unsafeArray(), 8));
  }

  static Bytes data(long number) {
    return Bytes.wrap(ByteBuffer.allocate(40).putLong(number).array());
  }

  static PeerName peer(int number) {
    return new PeerName("peer%03d".formatted(number));
  }
}
