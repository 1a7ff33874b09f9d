package tandem.beaconnet;

import java.time.Duration;
import java.util.function.LongSupplier;
import tandem.beaconnet.RequestException.Kind;
import tandem.libp2p.PeerId;
import tandem.libp2p.PeerInfo;
import tandem.rim.Deadline;

/// How fast we ask. The originals take five requests too many for a reason to part for an hour
/// (coordinator-net.md 3.9), so we stay below what their servers allow; our own allow more.
final class Pace {
  private static final int PEERS_MAX = 1_024;
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final String OURS = "tandem/";

  private record Rates(TokenBuckets<PeerId> requests, TokenBuckets<PeerId> blocks) {}

  private final Rates originals =
      new Rates(new TokenBuckets<>(0.9, 4, PEERS_MAX), new TokenBuckets<>(60, 500, PEERS_MAX));
  private final Rates ours =
      new Rates(new TokenBuckets<>(8, 30, PEERS_MAX), new TokenBuckets<>(200, 1_500, PEERS_MAX));
  private final LongSupplier nowMs;

  Pace(LongSupplier nowMs) {
    this.nowMs = nowMs;
  }

  /// Waits until `peer` may be asked for so many blocks.
  ///
  /// @param blocks 0 for a request of another kind
  /// @throws RequestException if that is not before the deadline; nobody is at fault
  void await(PeerInfo peer, int blocks, Deadline deadline)
      throws InterruptedException, RequestException {
    Rates rates = peer.agent().startsWith(OURS) ? ours : originals;
    TokenBuckets<PeerId> buckets = blocks > 0 ? rates.blocks() : rates.requests();
    while (!buckets.take(peer.peer(), Math.max(1, blocks), nowMs.getAsLong())) {
      if (deadline.passed()) {
        throw new RequestException(Kind.LOCAL, "asked too often to ask now");
      }
      Thread.sleep(LOOK);
    }
  }
}
