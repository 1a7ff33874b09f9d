package tandem.beaconnet;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.gossipsub.GossipVersion;
import tandem.libp2p.Host;
import tandem.libp2p.PeerId;
import tandem.libp2p.Stream;
import tandem.libp2p.UnsupportedProtocolException;
import tandem.rim.Deadline;

/// The stream on which one peer hears our gossip, and what waits for it. What a slow peer does not
/// take is dropped, as gossip may be.
final class GossipSender {
  private static final Logger LOG = LoggerFactory.getLogger(GossipSender.class);
  private static final int FRAMES_MAX = 600;
  private static final long BYTES_MAX = 8 << 20;
  private static final Duration OPEN = Duration.ofSeconds(10);
  private static final Duration WRITE = Duration.ofSeconds(10);
  private static final long RETRY_MIN_MS = 500;
  private static final long RETRY_MAX_MS = 30_000;
  private static final List<String> PROTOCOLS =
      List.of(GossipVersion.V1_1.protocol(), GossipVersion.V1_0.protocol());

  private final Host host;
  private final PeerId peer;
  private final Runnable resumed;
  private final LinkedBlockingQueue<byte[]> queue = new LinkedBlockingQueue<>(FRAMES_MAX);
  private final AtomicLong queuedBytes = new AtomicLong();
  private final Thread thread;
  private volatile boolean over;

  /// @param resumed told when a stream took the place of one that broke
  GossipSender(Host host, PeerId peer, Runnable resumed) {
    this.host = host;
    this.peer = peer;
    this.resumed = resumed;
    this.thread = Thread.ofVirtual().name("gossip-to-" + peer.brief()).unstarted(this::keepStream);
  }

  void start() {
    thread.start();
  }

  /// Sends `frame` as soon as the peer takes it.
  ///
  /// @return whether there was room for it
  boolean offer(byte[] frame) {
    if (queuedBytes.get() + frame.length > BYTES_MAX || !queue.offer(frame)) {
      return false;
    }
    queuedBytes.addAndGet(frame.length);
    return true;
  }

  void close() {
    over = true;
    thread.interrupt();
  }

  /// A stream that breaks is opened again, as long as the connection stands.
  private void keepStream() {
    long pauseMs = RETRY_MIN_MS;
    boolean first = true;
    try {
      while (!over) {
        try (Stream stream = host.newStream(peer, PROTOCOLS, Deadline.in(OPEN))) {
          if (!first) {
            forgetQueue();
            resumed.run();
          }
          first = false;
          pauseMs = RETRY_MIN_MS;
          drain(stream);
        } catch (UnsupportedProtocolException e) {
          LOG.debug("{} does not gossip", peer.brief());
          return;
        } catch (IOException e) {
          LOG.debug("the gossip stream to {} broke: {}", peer.brief(), e.getMessage());
        }
        Thread.sleep(pauseMs);
        pauseMs = Math.min(2 * pauseMs, RETRY_MAX_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void drain(Stream stream) throws IOException, InterruptedException {
    while (!over) {
      byte[] frame = queue.poll(1, TimeUnit.MINUTES);
      if (frame != null) {
        queuedBytes.addAndGet(-frame.length);
        stream.write(frame, Deadline.in(WRITE));
      }
    }
  }

  /// What was meant for a stream that is gone: the router begins anew.
  private void forgetQueue() {
    byte[] frame = queue.poll();
    while (frame != null) {
      queuedBytes.addAndGet(-frame.length);
      frame = queue.poll();
    }
  }
}
