package tandem.libp2p;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.rim.Deadline;
import tandem.rim.Scope;

/// A secured connection with its muxer: one thread reads, one writes, and each stream the peer
/// opens has one.
final class Connection {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  /// How long the last frames may take to leave.
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  /// What a connection needs of its host.
  interface Owner {
    Scope scope();

    Limits limits();

    Multistream multistream();

    Protocols protocols();

    /// What we say of ourselves to the peer of `connection`.
    byte[] identify(Connection connection);

    void updated(Connection connection);

    void ended(Connection connection);
  }

  record Ending(DisconnectReason reason, String detail) {}

  private final Owner owner;
  private final Wire wire;
  private final NoiseChannel channel;
  private final Multiaddr remote;
  private final Direction direction;
  private final Outbox outbox;
  private final Mux mux;
  private final CountDownLatch over = new CountDownLatch(1);
  private final CountDownLatch announced = new CountDownLatch(1);
  private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();
  private volatile Identify identify = Identify.NOTHING;
  private volatile long pingedAtNanos;

  Connection(
      Owner owner, Wire wire, Upgrade.Upgraded upgraded, Multiaddr remote, Direction direction) {
    this.owner = owner;
    this.wire = wire;
    this.channel = upgraded.channel();
    this.remote = remote.withPeer(upgraded.peer());
    this.direction = direction;
    this.pingedAtNanos = channel.lastReadNanos();
    Limits limits = owner.limits();
    this.outbox =
        new Outbox(
            limits.streams(),
            () -> abort(DisconnectReason.FAULT, "the peer does not take our answers"));
    this.mux =
        Mux.of(
            upgraded.muxer(),
            new Mux.Context(
                upgraded.peer(),
                direction == Direction.OUTBOUND,
                channel,
                outbox,
                limits,
                this::accept));
  }

  PeerId peer() {
    return mux.peer();
  }

  Wire wire() {
    return wire;
  }

  Multiaddr remote() {
    return remote;
  }

  Direction direction() {
    return direction;
  }

  PeerInfo info() {
    Identify said = identify;
    return new PeerInfo(
        peer(),
        direction,
        remote,
        said.agent(),
        said.protocols(),
        said.listenAddresses(),
        said.observed());
  }

  /// Why the connection ends, or null while it does not.
  @Nullable Ending ending() {
    return ending.get();
  }

  void start() {
    owner.scope().start("libp2p-read-" + peer().brief(), this::readFrames);
    owner.scope().start("libp2p-write-" + peer().brief(), this::writeFrames);
  }

  /// Asks the peer who it is. A peer that does not say remains unknown.
  void exchangeIdentify(Deadline deadline) {
    Deadline until = deadline.atMost(owner.limits().times().identify());
    try (Stream stream = open(List.of(Identify.PROTOCOL), until)) {
      stream.closeWrite();
      identify = Identify.read(stream.input(until), peer(), owner.limits().messages());
    } catch (IOException e) {
      LOG.debug("{} does not identify itself: {}", peer().brief(), e.getMessage());
    }
  }

  /// From now on handlers run.
  void announce() {
    announced.countDown();
  }

  /// Opens a stream for the first of `protocols` that the peer speaks.
  Stream open(List<String> protocols, Deadline deadline) throws IOException {
    Deadline until = deadline.atMost(owner.limits().times().streamOpen());
    MuxedStream stream = mux.open();
    try {
      stream.agreed(
          owner
              .multistream()
              .propose(stream.input(until), stream.output(until), likelyFirst(protocols)));
      return stream;
    } catch (IOException | RuntimeException e) {
      stream.reset();
      throw e;
    }
  }

  /// Ends the connection after what is queued has been sent.
  void close(DisconnectReason reason, String detail) {
    if (ending.compareAndSet(null, new Ending(reason, detail))) {
      mux.sayFarewell();
      wire.closeAt(Deadline.in(FAREWELL));
      outbox.finish();
    }
  }

  /// Ends the connection at once.
  void abort(DisconnectReason reason, String detail) {
    ending.compareAndSet(null, new Ending(reason, detail));
    outbox.close();
    wire.close();
  }

  /// Waits until everything of the connection is over; false if that takes too long.
  boolean awaitOver(Deadline deadline) {
    return await(over, deadline);
  }

  /// The host's clock: time limits, and a ping when it has been quiet for long.
  void tick(long nowNanos) {
    mux.expire();
    Deadline farewell = mux.peersFarewell();
    if (farewell != null && farewell.passed()) {
      abort(DisconnectReason.REMOTE, "the peer said farewell");
    }
    Limits.Times times = owner.limits().times();
    long quiet = nowNanos - channel.lastReadNanos();
    long keepAlive = times.keepAlive().toNanos();
    if (quiet < keepAlive) {
      return;
    }
    boolean asked = pingedAtNanos - channel.lastReadNanos() > 0;
    if (!asked && mux.ping()) {
      pingedAtNanos = nowNanos;
    } else if (asked && nowNanos - pingedAtNanos > times.write().toNanos()) {
      abort(DisconnectReason.TIMEOUT, "no answer to a ping");
    }
  }

  /// The protocols the peer has named come first.
  private List<String> likelyFirst(List<String> protocols) {
    List<String> known = identify.protocols();
    List<String> sorted = new ArrayList<>(protocols);
    sorted.sort((a, b) -> Boolean.compare(known.contains(b), known.contains(a)));
    return sorted;
  }

  private void readFrames() {
    try {
      mux.run();
      end(DisconnectReason.REMOTE, "the peer closed the connection");
    } catch (Libp2pException e) {
      end(DisconnectReason.FAULT, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      onIoFailure(e);
    } catch (RuntimeException e) {
      LOG.warn("reading from {} failed", peer(), e);
      end(DisconnectReason.INTERNAL, e.toString());
    } finally {
      outbox.close();
      wire.close();
      mux.lose("the connection is closed");
      announced.countDown();
      try {
        owner.ended(this);
      } finally {
        over.countDown();
      }
    }
  }

  private void writeFrames() {
    try {
      outbox.drain(channel);
      wire.finish();
    } catch (IOException e) {
      onIoFailure(e);
      wire.close();
    }
  }

  private void onIoFailure(IOException e) {
    String expired = wire.expired();
    if (expired != null) {
      end(DisconnectReason.TIMEOUT, expired + " took too long");
    } else {
      end(DisconnectReason.REMOTE, String.valueOf(e.getMessage()));
    }
  }

  private void end(DisconnectReason reason, String detail) {
    ending.compareAndSet(null, new Ending(reason, detail));
  }

  private void accept(MuxedStream stream) {
    owner.scope().start("libp2p-stream-" + peer().brief(), () -> serve(stream));
  }

  private void serve(MuxedStream stream) {
    try {
      Deadline deadline = Deadline.in(owner.limits().times().streamOpen());
      String protocol =
          owner
              .multistream()
              .answer(stream.input(deadline), stream.output(deadline), owner.protocols()::serves);
      stream.agreed(protocol);
      dispatch(stream, protocol);
      stream.close();
    } catch (IOException e) {
      LOG.debug("stream {} of {} failed: {}", stream.protocol(), peer().brief(), e.getMessage());
      stream.reset();
    } catch (RuntimeException e) {
      LOG.warn("the handler of {} failed", stream.protocol(), e);
      stream.reset();
    } finally {
      stream.handlerEnded();
    }
  }

  private void dispatch(MuxedStream stream, String protocol) throws IOException {
    Deadline deadline = Deadline.in(owner.limits().times().identify());
    switch (protocol) {
      case Identify.PROTOCOL -> stream.write(owner.identify(this), deadline);
      case Identify.PUSH -> {
        identify = Identify.read(stream.input(deadline), peer(), owner.limits().messages());
        owner.updated(this);
      }
      case Ping.PROTOCOL -> Ping.serve(stream);
      default -> {
        StreamHandler handler = owner.protocols().handler(protocol);
        if (handler == null || !awaitAnnounced()) {
          throw new LocalRefusalException(protocol + " is not served any more");
        }
        handler.handle(stream);
      }
    }
  }

  private boolean awaitAnnounced() {
    return await(announced, Deadline.in(owner.limits().times().handshake()));
  }

  private static boolean await(CountDownLatch latch, Deadline deadline) {
    try {
      return latch.await(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
