package tandem.libp2p;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import tandem.rim.Deadline;

/// `/ipfs/ping/1.0.0`: 32 bytes there and back.
final class Ping {
  static final String PROTOCOL = "/ipfs/ping/1.0.0";

  private static final int BYTES = 32;

  /// How long a peer may leave a ping stream unused.
  private static final Duration IDLE = Duration.ofSeconds(60);

  private static final SecureRandom RANDOM = new SecureRandom();

  private Ping() {}

  /// Sends back what comes in, until the peer closes.
  static void serve(Stream stream) throws IOException {
    byte[] bytes = new byte[BYTES];
    while (true) {
      Deadline deadline = Deadline.in(IDLE);
      int count = stream.input(deadline).readNBytes(bytes, 0, BYTES);
      if (count < BYTES) {
        return;
      }
      stream.write(bytes, deadline);
    }
  }

  /// The time of one round trip.
  ///
  /// @throws Libp2pException if other bytes come back
  static Duration measure(Stream stream, Deadline deadline) throws IOException {
    byte[] sent = new byte[BYTES];
    RANDOM.nextBytes(sent);
    long start = System.nanoTime();
    stream.write(sent, deadline);
    byte[] back = stream.readExactly(BYTES, deadline);
    Duration time = Duration.ofNanos(System.nanoTime() - start);
    if (!Arrays.equals(sent, back)) {
      throw new Libp2pException("ping: other bytes came back");
    }
    return time;
  }
}
