package tandem.devp2p;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.rim.Deadline;
import tandem.rim.Scope;

/// A node of an RLPx network: it listens, keeps connections to its static peers, and carries the
/// messages of one protocol. All methods are thread-safe.
public final class Devp2pServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Devp2pServer.class);

  /// How often time limits are looked at; they are that inexact.
  private static final Duration TICK = Duration.ofMillis(100);

  /// How often the peers file is looked at.
  private static final Duration FILE_INTERVAL = Duration.ofSeconds(2);

  /// Pause after an accept that failed, for want of file handles for instance.
  private static final Duration ACCEPT_PAUSE = Duration.ofMillis(100);

  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

  private final Devp2pConfig config;
  private final Scope scope = new Scope();
  private final SecureRandom random = new SecureRandom();
  private final Opening opening;
  private final Pending pending;
  private final PeerTable table;
  private final Dialing dialing;
  private final ServerSocket listening;
  private final Set<Wire> wires = ConcurrentHashMap.newKeySet();
  private final Connection.Shared shared;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Devp2pServer(Devp2pConfig config, ServerSocket listening) {
    this.config = config;
    this.listening = listening;
    this.opening = new Opening(config, random);
    this.pending = new Pending(config.limits());
    this.table = new PeerTable(config.key().id(), config.limits().peers());
    this.shared =
        new Connection.Shared(
            new AtomicLong(),
            new LargeMessages(config.limits().inBytesOfAll(), config.protocol().messageBytesMax()));
    this.dialing = new Dialing(config, scope, table, random, this::connect);
  }

  /// Starts a server: [#bind] and [#begin].
  ///
  /// @throws IOException if it cannot listen at its address; the text names it
  public static Devp2pServer start(Devp2pConfig config) throws IOException {
    Devp2pServer server = bind(config);
    server.begin();
    return server;
  }

  /// A server that holds its port and does nothing else yet.
  ///
  /// @throws IOException if it cannot listen at its address; the text names it
  public static Devp2pServer bind(Devp2pConfig config) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(config.host()), config.port()));
    } catch (IOException | IllegalArgumentException e) {
      socket.close();
      throw new IOException(
          "cannot listen for peers at %s:%d: %s"
              .formatted(config.host(), config.port(), e.getMessage()),
          e);
    }
    return new Devp2pServer(config, socket);
  }

  /// Takes connections in and dials from now on. To be called once.
  public void begin() {
    scope.start("devp2p-clock", this::runClock);
    scope.start("devp2p-accept", this::acceptAll);
    config.staticPeers().forEach(this::addStaticPeer);
    if (config.peersFile() != null) {
      PeersFile file = new PeersFile(config.peersFile());
      scope.start("devp2p-peers-file", () -> watch(file));
    }
  }

  /// The port that it listens at.
  public int port() {
    return listening.getLocalPort();
  }

  /// Under which URL peers find it.
  public EnodeUrl enode() {
    InetAddress address = listening.getInetAddress();
    String host =
        address.isAnyLocalAddress()
            ? InetAddress.getLoopbackAddress().getHostAddress()
            : address.getHostAddress();
    return new EnodeUrl(config.key().id(), host, port());
  }

  /// The peers that are connected now.
  public List<PeerHandle> peers() {
    List<PeerHandle> peers = new ArrayList<>();
    for (Connection connection : table.all()) {
      if (!connection.isEnding()) {
        peers.add(connection);
      }
    }
    return peers;
  }

  /// Whether a connection to `peer` is kept for ever.
  public boolean isStatic(NodeId peer) {
    return dialing.isWanted(peer);
  }

  /// Takes no connection of `peer` for a while; one that there is stays.
  public void refuse(NodeId peer, Duration time) {
    table.refuse(peer, Deadline.in(time));
  }

  /// Keeps a connection to `peer` from now on.
  ///
  /// @return false if it is kept already, is ourselves, or there are too many
  public boolean addStaticPeer(EnodeUrl peer) {
    return dialing.add(peer);
  }

  /// Dials `peer` no more, and ends the connection to it.
  ///
  /// @return whether it was a static peer
  public boolean removeStaticPeer(NodeId peer) {
    boolean known = dialing.remove(peer);
    Connection connection = table.find(peer);
    if (connection != null) {
      connection.disconnect(DisconnectReason.REQUESTED, "the operator wants it");
    }
    return known;
  }

  /// Ends everything. Waits until all threads of the server have ended, a few seconds at most.
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    closeQuietly(listening);
    table.close();
    List<Connection> open = table.all();
    open.forEach(each -> each.disconnect(DisconnectReason.QUITTING, "the node stops"));
    Deadline deadline = Deadline.in(CLOSE_PATIENCE);
    try {
      for (Connection connection : open) {
        connection.awaitOver(deadline);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    wires.forEach(Wire::close);
    scope.close(CLOSE_PATIENCE);
  }

  /// Threads that run now.
  int threads() {
    return scope.size();
  }

  private void acceptAll() throws InterruptedException {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        InetAddress from = socket.getInetAddress();
        if (pending.enter(from)) {
          scope.start("devp2p-inbound", () -> receive(socket, from));
        } else {
          socket.close();
        }
      } catch (IOException e) {
        if (!listening.isClosed()) {
          LOG.debug("accept failed: {}", e.getMessage());
          Thread.sleep(ACCEPT_PAUSE);
        }
      }
    }
  }

  private void receive(Socket socket, InetAddress from) throws InterruptedException {
    Connection connection;
    try {
      connection = establish(socket, null);
    } catch (IOException e) {
      LOG.debug("{} did not become a peer: {}", socket.getRemoteSocketAddress(), e.getMessage());
      return;
    } finally {
      pending.leave(from);
    }
    carry(connection);
  }

  /// Dials a peer and carries the connection to its end.
  ///
  /// @throws IOException if there is no connection
  private void connect(EnodeUrl peer, InetAddress address)
      throws IOException, InterruptedException {
    Socket socket = new Socket();
    try {
      socket.connect(
          new InetSocketAddress(address, peer.port()),
          (int) config.limits().times().connect().toMillis());
    } catch (IOException e) {
      closeQuietly(socket);
      throw e;
    }
    carry(establish(socket, peer.id()));
  }

  /// Makes an admitted connection of a socket.
  ///
  /// @param dialed whom we dialed, null if we were
  private Connection establish(Socket socket, @Nullable NodeId dialed)
      throws IOException, InterruptedException {
    Deadline deadline = Deadline.in(config.limits().times().handshake());
    Wire wire = new Wire(socket, deadline);
    wires.add(wire);
    boolean done = false;
    try {
      Opening.Opened opened = dialed == null ? opening.receive(wire) : opening.dial(wire, dialed);
      opened.channel().compress(config.protocol().messageBytesMax());
      Connection connection =
          new Connection(wire, opened.channel(), opened.hello(), dialed == null, config, shared);
      wire.closeAt(Deadline.in(config.limits().times().handshake().plus(CLOSE_PATIENCE)));
      DisconnectReason refusal = table.admit(connection, deadline);
      if (refusal != null) {
        opening.farewell(wire, opened.channel(), refusal);
        throw new IOException("not taken in: " + refusal);
      }
      wire.stay();
      done = true;
      return connection;
    } catch (IOException e) {
      String expired = wire.expired();
      throw expired == null ? e : new IOException(expired + " took too long", e);
    } finally {
      if (!done) {
        wires.remove(wire);
        wire.close();
      }
    }
  }

  private void carry(Connection connection) {
    try {
      connection.run(scope);
    } finally {
      wires.remove(connection.wire());
      table.remove(connection);
    }
  }

  private void runClock() throws InterruptedException {
    while (true) {
      Thread.sleep(TICK);
      wires.forEach(Wire::expire);
      long now = System.nanoTime();
      table.all().forEach(connection -> connection.tick(now));
    }
  }

  private void watch(PeersFile file) throws InterruptedException {
    while (true) {
      try {
        PeersFile.Content content = file.readIfChanged();
        if (content != null) {
          content.faults().forEach(LOG::warn);
          content.peers().forEach(this::addStaticPeer);
        }
      } catch (IOException e) {
        LOG.warn("cannot read peers file {}: {}", config.peersFile(), e.getMessage());
      }
      Thread.sleep(FILE_INTERVAL);
    }
  }

  private static void closeQuietly(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception e) {
      LOG.debug("close failed: {}", e.getMessage());
    }
  }
}
