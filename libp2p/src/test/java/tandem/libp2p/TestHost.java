package tandem.libp2p;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import tandem.rim.Deadline;

/// A host on loopback whose events can be waited for.
final class TestHost implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(20);

  /// What the listener heard.
  sealed interface Event {}

  record Connected(PeerInfo peer) implements Event {}

  record Updated(PeerInfo peer) implements Event {}

  record Disconnected(PeerId peer, DisconnectReason reason, String detail) implements Event {}

  final Host host;
  final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();

  private TestHost(List<String> muxers, UnaryOperator<HostConfig> change) throws IOException {
    HostListener listener =
        new HostListener() {
          @Override
          public void connected(PeerInfo peer) {
            events.add(new Connected(peer));
          }

          @Override
          public void updated(PeerInfo peer) {
            events.add(new Updated(peer));
          }

          @Override
          public void disconnected(PeerId peer, DisconnectReason reason, String detail) {
            events.add(new Disconnected(peer, reason, detail));
          }
        };
    HostConfig config = HostConfig.of(Identity.generate(), "tandem-test/1", listener);
    host = Host.start(change.apply(config), muxers);
  }

  static TestHost start() throws IOException {
    return new TestHost(Mux.PROTOCOLS, config -> config);
  }

  static TestHost start(String muxer) throws IOException {
    return new TestHost(List.of(muxer), config -> config);
  }

  static TestHost start(String muxer, Limits limits) throws IOException {
    return new TestHost(List.of(muxer), config -> config.withLimits(limits));
  }

  static TestHost start(UnaryOperator<HostConfig> change) throws IOException {
    return new TestHost(Mux.PROTOCOLS, change);
  }

  static Deadline soon() {
    return Deadline.in(PATIENCE);
  }

  PeerId id() {
    return host.peerId();
  }

  Multiaddr address() {
    return host.listenAddresses().getFirst();
  }

  /// Connects to `other` and waits until both have heard of it.
  PeerInfo connect(TestHost other) throws Exception {
    PeerInfo info = host.dial(other.address(), soon());
    next(Connected.class);
    other.next(Connected.class);
    return info;
  }

  Stream open(TestHost other, String protocol) throws IOException {
    return host.newStream(other.id(), List.of(protocol), soon());
  }

  /// The next event, which must be of `type`.
  <E extends Event> E next(Class<E> type) throws InterruptedException {
    Event event = events.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    assertThat(event).isInstanceOf(type);
    return type.cast(event);
  }

  /// Serves `/echo/1`: sends back whatever comes.
  void serveEcho() {
    host.handle(
        "/echo/1",
        stream -> {
          byte[] buffer = new byte[10_000];
          Deadline deadline = soon();
          for (int count = stream.read(buffer, 0, buffer.length, deadline);
              count >= 0;
              count = stream.read(buffer, 0, buffer.length, deadline)) {
            stream.write(buffer, 0, count, deadline);
          }
        });
  }

  @Override
  public void close() {
    host.close();
  }
}
