package tandem.devp2p;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tandem.rim.Deadline;

/// A server that speaks `echo/1` and keeps what its listener hears. It answers code 0 with code 1
/// and the same payload.
final class TestNode implements AutoCloseable, PeerListener {
  static final Protocol ECHO = new Protocol("echo", 1, 4, 1 << 20);
  static final Duration SOON = Duration.ofSeconds(20);

  sealed interface Event {}

  record Connected(PeerHandle peer) implements Event {}

  record Message(NodeId peer, int code, byte[] payload) implements Event {}

  record Closed(NodeId peer, Ending ending) implements Event {}

  final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
  final NodeKey key;
  final Devp2pServer server;

  /// If set, messages are not taken in until it is open.
  volatile @Nullable CountDownLatch gate;

  private TestNode(NodeKey key, UnaryOperator<Devp2pConfig> change) throws IOException {
    this.key = key;
    this.server =
        Devp2pServer.start(change.apply(Devp2pConfig.of(key, "tandem-test/1", ECHO, this)));
  }

  static TestNode start() throws IOException {
    return start(config -> config);
  }

  static TestNode start(UnaryOperator<Devp2pConfig> change) throws IOException {
    return new TestNode(NodeKey.generate(), change);
  }

  static TestNode start(NodeKey key, UnaryOperator<Devp2pConfig> change) throws IOException {
    return new TestNode(key, change);
  }

  /// A node that keeps dialing `others`.
  static TestNode dialing(TestNode... others) throws IOException {
    List<EnodeUrl> urls = Stream.of(others).map(o -> o.server.enode()).toList();
    return start(config -> config.withStaticPeers(urls));
  }

  NodeId id() {
    return key.id();
  }

  /// The next event of this kind; others are passed over.
  <E extends Event> E next(Class<E> kind) throws InterruptedException {
    Deadline deadline = Deadline.in(SOON);
    while (true) {
      Event event = events.poll(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
      if (event == null) {
        throw new AssertionError("no " + kind.getSimpleName());
      }
      if (kind.isInstance(event)) {
        return kind.cast(event);
      }
    }
  }

  @Override
  public void connected(PeerHandle peer) {
    events.add(new Connected(peer));
  }

  @Override
  public void message(PeerHandle peer, int code, byte[] payload) throws InterruptedException {
    CountDownLatch closed = gate;
    if (closed != null) {
      closed.await();
    }
    events.add(new Message(peer.id(), code, payload));
    if (code == 0) {
      peer.send(1, payload);
    }
  }

  @Override
  public void closed(PeerHandle peer, Ending ending) {
    events.add(new Closed(peer.id(), ending));
  }

  @Override
  public void close() {
    server.close();
  }
}
