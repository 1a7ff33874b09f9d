package tandem.libp2p;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.rim.Deadline;
import tandem.rim.Scope;

/// A node of a libp2p network: it listens, dials, and opens and serves streams. All methods are
/// thread-safe; those with a deadline block until then at most, the others do not block.
public final class Host implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Host.class);

  /// How often time limits are looked at; they are that inexact.
  private static final Duration TICK = Duration.ofMillis(200);

  /// Pause after an accept that failed, for want of file handles for instance.
  private static final Duration ACCEPT_PAUSE = Duration.ofMillis(100);

  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

  private final HostConfig config;
  private final Protocols protocols = new Protocols();
  private final Scope scope = new Scope();
  private final Admission admission;
  private final Peers peers;
  private final Resolver resolver = new Resolver(scope);
  private final Upgrade upgrade;
  private final Owner owner = new Owner();
  private final List<ServerSocket> servers = new CopyOnWriteArrayList<>();
  private final Set<Wire> wires = ConcurrentHashMap.newKeySet();

  /// Each connection, and what gives its place back.
  private final Map<Connection, Runnable> connections = new ConcurrentHashMap<>();

  private final ConcurrentHashMap<PeerId, CompletableFuture<PeerInfo>> dials =
      new ConcurrentHashMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  private Host(HostConfig config, List<String> muxers) {
    this.config = config;
    this.admission = new Admission(config.limits().connections());
    this.peers = new Peers(config.listener());
    this.upgrade = new Upgrade(config, muxers);
  }

  /// Starts a host.
  ///
  /// @throws IOException if it cannot listen at one of the addresses
  /// @throws IllegalArgumentException if one of them is a name
  public static Host start(HostConfig config) throws IOException {
    return start(config, Mux.PROTOCOLS);
  }

  /// As [#start], with some of the muxers only.
  static Host start(HostConfig config, List<String> muxers) throws IOException {
    Host host = new Host(config, muxers);
    try {
      for (Multiaddr address : config.listen()) {
        host.listen(address);
      }
    } catch (IOException | RuntimeException e) {
      host.close();
      throw e;
    }
    host.scope.start("libp2p-clock", host::runClock);
    return host;
  }

  public PeerId peerId() {
    return config.identity().peerId();
  }

  /// Where it listens, with the actual ports, and with the peer id, so that they can be dialed.
  public List<Multiaddr> listenAddresses() {
    List<Multiaddr> addresses = new ArrayList<>();
    for (ServerSocket server : servers) {
      addresses.add(
          Multiaddr.of(server.getInetAddress(), server.getLocalPort()).withPeer(peerId()));
    }
    return addresses;
  }

  /// Serves `protocol` from now on, with one virtual thread a stream.
  ///
  /// @throws IllegalArgumentException if it is served already
  public void handle(String protocol, StreamHandler handler) {
    protocols.add(protocol, handler);
  }

  /// Serves `protocol` no more; streams that are open stay.
  public void unhandle(String protocol) {
    protocols.remove(protocol);
  }

  /// The peers that are connected now.
  public List<PeerInfo> peers() {
    List<PeerInfo> infos = new ArrayList<>();
    for (PeerId peer : peers.ids()) {
      Connection connection = peers.find(peer);
      if (connection != null) {
        infos.add(connection.info());
      }
    }
    return infos;
  }

  /// Connects to the peer that `address` names; at once if it is connected already. The listener
  /// has heard of it when this returns.
  ///
  /// @throws IllegalArgumentException if `address` names no peer
  /// @throws LocalRefusalException if a limit or the gate forbids it, or the host is closed
  /// @throws Libp2pException if the other end is not that peer, or breaks the protocol
  /// @throws IOException if the network fails or the deadline passes
  public PeerInfo dial(Multiaddr address, Deadline deadline) throws IOException {
    PeerId peer = address.peer();
    if (peer == null || peer.equals(peerId())) {
      throw new IllegalArgumentException("cannot dial " + address);
    }
    Connection existing = peers.find(peer);
    if (existing != null) {
      return existing.info();
    }
    CompletableFuture<PeerInfo> mine = new CompletableFuture<>();
    CompletableFuture<PeerInfo> running = dials.putIfAbsent(peer, mine);
    if (running != null) {
      return Futures.await(running, deadline, "dial of " + address);
    }
    try {
      PeerInfo info = connect(address, peer, deadline);
      mine.complete(info);
      return info;
    } catch (IOException | RuntimeException e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      dials.remove(peer, mine);
    }
  }

  /// Opens a stream for the first of `protocols` that the peer speaks.
  ///
  /// @throws UnsupportedProtocolException if it speaks none
  /// @throws LocalRefusalException if there are too many streams already
  /// @throws IOException if the peer is not connected, resets, or does not answer in time
  public Stream newStream(PeerId peer, List<String> protocolIds, Deadline deadline)
      throws IOException {
    Connection connection = peers.find(peer);
    if (connection == null) {
      throw new StreamResetException(peer + " is not connected");
    }
    return connection.open(protocolIds, deadline);
  }

  /// The time of one round trip to a connected peer.
  public Duration ping(PeerId peer, Deadline deadline) throws IOException {
    try (Stream stream = newStream(peer, List.of(Ping.PROTOCOL), deadline)) {
      return Ping.measure(stream, deadline);
    }
  }

  /// Ends all connections to `peer`, after what has been written was sent, within a second.
  public void disconnect(PeerId peer) {
    peers.of(peer).forEach(connection -> connection.close(DisconnectReason.LOCAL, "by us"));
  }

  /// Ends everything. Blocks until all threads of the host have ended, a few seconds at most.
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    servers.forEach(Host::closeQuietly);
    Deadline deadline = Deadline.in(CLOSE_PATIENCE);
    List<Connection> open = List.copyOf(connections.keySet());
    open.forEach(connection -> connection.close(DisconnectReason.HOST_CLOSED, "host closed"));
    open.forEach(connection -> connection.awaitOver(deadline));
    wires.forEach(Wire::close);
    scope.close(CLOSE_PATIENCE);
  }

  private void listen(Multiaddr address) throws IOException {
    if (address.kind() != Multiaddr.Kind.IP4 && address.kind() != Multiaddr.Kind.IP6) {
      throw new IllegalArgumentException("cannot listen at " + address);
    }
    ServerSocket server = new ServerSocket();
    servers.add(server);
    server.setReuseAddress(true);
    server.bind(new InetSocketAddress(InetAddress.getByAddress(address.octets()), address.port()));
    scope.start("libp2p-accept", () -> acceptAll(server));
  }

  private void acceptAll(ServerSocket server) {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        if (admission.enter(socket.getInetAddress(), System.nanoTime())) {
          scope.start("libp2p-inbound", () -> receive(socket));
        } else {
          socket.close();
        }
      } catch (IOException e) {
        if (!server.isClosed()) {
          LOG.debug("accept failed: {}", e.getMessage());
          LockSupport.parkNanos(ACCEPT_PAUSE.toNanos());
        }
      }
    }
  }

  private void receive(Socket socket) {
    InetAddress from = socket.getInetAddress();
    Multiaddr remote = Multiaddr.of(from, socket.getPort());
    try {
      Deadline deadline = Deadline.in(config.limits().times().handshake());
      establish(socket, Direction.INBOUND, remote, deadline, () -> admission.leave(from));
    } catch (IOException e) {
      LOG.debug("inbound connection from {} failed: {}", remote, e.getMessage());
    }
  }

  private PeerInfo connect(Multiaddr address, PeerId peer, Deadline deadline) throws IOException {
    if (!config.gate().allow(peer, address, Direction.OUTBOUND)) {
      throw new LocalRefusalException("the gate forbids " + address);
    }
    if (!admission.enterOutbound()) {
      throw new LocalRefusalException("too many connections to dial " + address);
    }
    Socket socket = new Socket();
    try {
      InetAddress to = resolver.resolve(address, deadline);
      socket.connect(new InetSocketAddress(to, address.port()), deadline.remainingMs("connect"));
    } catch (IOException | RuntimeException e) {
      admission.leaveOutbound();
      closeQuietly(socket);
      throw e;
    }
    return establish(socket, Direction.OUTBOUND, address, deadline, admission::leaveOutbound);
  }

  /// Makes an announced connection of a socket.
  ///
  /// @param release gives the connection's place back; called once, now or when it ends
  private PeerInfo establish(
      Socket socket, Direction direction, Multiaddr remote, Deadline deadline, Runnable release)
      throws IOException {
    Connection connection;
    try {
      connection = secure(socket, direction, remote, deadline);
    } catch (IOException | RuntimeException e) {
      closeQuietly(socket);
      release.run();
      throw e;
    }
    connections.put(connection, release);
    connection.start();
    if (closed.get()) {
      connection.abort(DisconnectReason.HOST_CLOSED, "host closed");
    }
    connection.exchangeIdentify(deadline);
    if (!peers.announce(connection)) {
      Connection.Ending ending = connection.ending();
      throw new IOException(remote + ": " + (ending == null ? "closed" : ending.detail()));
    }
    return connection.info();
  }

  private Connection secure(Socket socket, Direction direction, Multiaddr remote, Deadline deadline)
      throws IOException {
    Limits.Times times = config.limits().times();
    Wire wire = new Wire(socket, times.write(), deadline.atMost(times.handshake()));
    wires.add(wire);
    try {
      if (closed.get()) {
        throw new LocalRefusalException("the host is closed");
      }
      Upgrade.Upgraded upgraded = upgrade.run(wire, direction, remote);
      wire.handshakeDone();
      return new Connection(owner, wire, upgraded, remote, direction);
    } catch (IOException | RuntimeException e) {
      wires.remove(wire);
      if (wire.expired() != null) {
        throw Deadline.late("handshake with " + remote);
      }
      throw e;
    }
  }

  private void runClock() {
    while (!Thread.interrupted()) {
      LockSupport.parkNanos(TICK.toNanos());
      wires.forEach(Wire::expire);
      long now = System.nanoTime();
      connections.keySet().forEach(connection -> connection.tick(now));
    }
  }

  private static void closeQuietly(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception e) {
      LOG.debug("close failed: {}", e.getMessage());
    }
  }

  private final class Owner implements Connection.Owner {
    @Override
    public Scope scope() {
      return scope;
    }

    @Override
    public Limits limits() {
      return config.limits();
    }

    @Override
    public Multistream multistream() {
      return upgrade.multistream();
    }

    @Override
    public Protocols protocols() {
      return protocols;
    }

    @Override
    public byte[] identify(Connection connection) {
      List<Multiaddr> addresses = new ArrayList<>(config.announced());
      for (ServerSocket server : servers) {
        // A wildcard is no address that could be dialed.
        if (!server.getInetAddress().isAnyLocalAddress()) {
          addresses.add(Multiaddr.of(server.getInetAddress(), server.getLocalPort()));
        }
      }
      return new Identify(
              config.agent(), protocols.names(), addresses, connection.remote().withPeer(null))
          .encode(peerId());
    }

    @Override
    public void updated(Connection connection) {
      peers.update(connection);
    }

    @Override
    public void ended(Connection connection) {
      peers.remove(connection);
      wires.remove(connection.wire());
      Runnable release = connections.remove(connection);
      if (release != null) {
        release.run();
      }
    }
  }
}
