package tandem.beaconnet;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.beaconcore.BeaconNodeEvent;
import tandem.beaconcore.GossipMessage;
import tandem.beaconcore.PeerAnswer;
import tandem.beaconcore.PeerKey;
import tandem.beaconcore.PeerRequest;
import tandem.beaconcore.Verdict;
import tandem.beaconspec.BeaconConfig;
import tandem.beaconspec.Metadata;
import tandem.gossipsub.GossipParams;
import tandem.libp2p.ConnectionGate;
import tandem.libp2p.Direction;
import tandem.libp2p.DisconnectReason;
import tandem.libp2p.Host;
import tandem.libp2p.HostConfig;
import tandem.libp2p.HostListener;
import tandem.libp2p.Limits;
import tandem.libp2p.Multiaddr;
import tandem.libp2p.PeerId;
import tandem.libp2p.PeerInfo;
import tandem.primitives.Bytes;
import tandem.rim.Deadline;
import tandem.ssz.Bits;
import tandem.ssz.SszException;

/// The coordinator's network: libp2p, gossip, requests, peers. It makes events of what peers send,
/// and sends what the machine's effects say. No method waits; all are thread-safe.
public final class BeaconNetwork implements AutoCloseable {
  /// The node behind.
  public interface Listener {
    /// Takes an event of a peer.
    ///
    /// @return false if there is no room for it
    boolean offer(BeaconNodeEvent event);

    /// Takes the outcome of something that the node itself wanted.
    void post(BeaconNodeEvent event);

    /// Whether there is room for events of peers. While there is none, no gossip is read.
    boolean hasRoom();

    /// The network has ended for a fault of ours.
    void failed(Throwable fault);
  }

  /// A peer that the machine knows.
  private static final class Member {
    private final PeerInfo info;
    private final Semaphore requests = new Semaphore(REQUESTS_MAX);
    private final AtomicInteger lostPings = new AtomicInteger();

    private Member(PeerInfo info) {
      this.info = info;
    }
  }

  /// A message that the machine looks at.
  private record Judged(Bytes id, int bytes) {}

  private static final Logger LOG = LoggerFactory.getLogger(BeaconNetwork.class);

  /// Messages that the machine has not answered, also while it is busy for longer than the router
  /// remembers them.
  private static final int GOSSIPED_MAX = 2_048;

  private static final long GOSSIPED_BYTES_MAX = 32 << 20;

  /// Requests of ours to one peer at one time.
  private static final int REQUESTS_MAX = 8;

  /// Connections beyond the peers' number, so that those who are sent away can be told so.
  private static final int SPARE = 10;

  private static final int LOST_PINGS_MAX = 3;
  private static final Duration LOOK = Duration.ofSeconds(20);
  private static final Duration PING = Duration.ofSeconds(10);
  private static final Duration GOODBYE = Duration.ofSeconds(2);

  /// This node listens to all subnets, so that it never changes, and the sequence neither.
  private static final Metadata METADATA =
      new Metadata(
          1,
          all(BeaconConfig.ATTESTATION_SUBNET_COUNT),
          all(BeaconConfig.SYNC_COMMITTEE_SUBNET_COUNT));

  private final BeaconNetworkConfig config;
  private final Listener listener;
  private final GossipCodec codec;
  private final Host host;
  private final GossipService gossip;
  private final PeerServer server;
  private final PeerAsker asker;
  private final StaticPeers staticPeers;
  private final Faulty faulty = new Faulty();
  private final Map<PeerId, Member> members = new ConcurrentHashMap<>();
  private final Map<String, PeerId> names = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicLong lastGossip = new AtomicLong();

  /// Messages that wait for the machine's verdict, and their bytes.
  private final Map<Long, Judged> gossiped = new ConcurrentHashMap<>();

  private final AtomicLong gossipedBytes = new AtomicLong();

  /// Before it stands nobody is let in, after its end nobody is heard.
  private volatile boolean open;

  private BeaconNetwork(BeaconNetworkConfig config, Listener listener) throws IOException {
    this.config = config;
    this.listener = listener;
    this.codec = new GossipCodec(config.types());
    this.host = Host.start(hostConfig());
    this.staticPeers = new StaticPeers(host);
    this.gossip =
        new GossipService(
            host,
            config.forkDigest(),
            GossipParams.DEFAULT,
            config.scoring().params(),
            config.seed(),
            new FromGossip());
    this.server =
        new PeerServer(config.types(), METADATA, new FromPeers(), BeaconNetwork::monotonicMs);
    this.asker =
        new PeerAsker(
            new RequestClient(host, config.forkDigest(), RequestClient.Times.DEFAULT),
            config.types(),
            new Pace(BeaconNetwork::monotonicMs));
  }

  /// Listens, but lets nobody in before [#begin].
  ///
  /// @throws IOException if it cannot listen at one of the addresses
  public static BeaconNetwork open(BeaconNetworkConfig config, Listener listener)
      throws IOException {
    return new BeaconNetwork(config, listener);
  }

  /// Joins all topics, lets peers in and dials the static ones. Called once.
  public void begin() {
    new RequestServer(host, config.forkDigest(), server, BeaconNetwork::monotonicMs);
    for (GossipTopic.Kind kind : GossipTopic.Kind.values()) {
      for (int subnet = 0; subnet < Math.max(1, kind.subnets()); subnet++) {
        gossip.join(new GossipTopic(kind, subnet), config.scoring().topic(kind));
      }
    }
    open = true;
    config.staticPeers().forEach(staticPeers::add);
    threads.execute(this::lookAfterPeers);
  }

  /// Where peers reach this node, with its peer id: what is announced, else where it listens.
  public Multiaddr address() {
    return config.announced().isEmpty()
        ? host.listenAddresses().getFirst()
        : config.announced().getFirst().withPeer(host.peerId());
  }

  /// All addresses at which it listens, with its peer id.
  public List<Multiaddr> listenAddresses() {
    return host.listenAddresses();
  }

  public PeerId peerId() {
    return host.peerId();
  }

  /// To what it listens.
  public Metadata metadata() {
    return METADATA;
  }

  /// The peers that the machine knows.
  public List<PeerInfo> peers() {
    return members.values().stream().map(member -> member.info).toList();
  }

  /// Keeps a connection to `peer` from now on; the own node is passed over.
  ///
  /// @throws IllegalArgumentException if it names no peer, or there are too many of them
  public void addPeer(Multiaddr peer) {
    staticPeers.add(peer);
  }

  /// Asks a peer. Ends in one `RequestAnswered` or `RequestFailed`.
  ///
  /// @param timeMs until then at most
  public void request(long id, PeerKey peer, PeerRequest request, long timeMs) {
    @Nullable Member member = find(peer);
    if (member == null) {
      fail(id, peer, "not connected", false);
    } else if (!member.requests.tryAcquire()) {
      fail(id, peer, "too many requests at one time", false);
    } else {
      Deadline deadline = Deadline.in(Duration.ofMillis(Math.max(1, timeMs)));
      run(() -> {
        try {
          ask(id, peer, member, request, deadline);
        } finally {
          member.requests.release();
        }
      });
    }
  }

  /// Answers a `RequestReceived`.
  public void respond(long id, PeerAnswer answer) {
    server.respond(id, answer);
  }

  /// Answers a `Gossip`.
  public void verdict(long id, Verdict verdict) {
    @Nullable Judged judged = gossiped.remove(id);
    if (judged != null) {
      gossipedBytes.addAndGet(-judged.bytes());
      gossip.verdict(
          judged.id(),
          switch (verdict) {
            case ACCEPT -> tandem.gossipsub.Verdict.ACCEPT;
            case IGNORE -> tandem.gossipsub.Verdict.IGNORE;
            case REJECT -> tandem.gossipsub.Verdict.REJECT;
          });
    }
  }

  /// Sends a message of ours to all who listen.
  public void publish(GossipMessage message) {
    run(() -> gossip.publish(codec.topic(message), codec.encode(message)));
  }

  /// Parts from a peer.
  ///
  /// @param atFault whether it is proven to be at fault: then it is not let in for a while
  public void disconnect(PeerKey peer, boolean atFault, String why) {
    @Nullable Member member = find(peer);
    if (member == null) {
      return;
    }
    LOG.debug("parting from {}{}: {}", peer, atFault ? ", which is at fault" : "", why);
    if (atFault) {
      faulty.add(member.info.peer(), monotonicMs());
    }
    run(() -> part(member.info, atFault ? Goodbye.FAULT : Goodbye.TOO_MANY_PEERS));
  }

  /// Ends everything, within a few seconds.
  @Override
  public void close() {
    open = false;
    staticPeers.close();
    gossip.close();
    host.close();
    threads.shutdownNow();
  }

  private void ask(long id, PeerKey peer, Member member, PeerRequest request, Deadline deadline) {
    try {
      PeerAnswer answer = asker.ask(member.info, request, deadline);
      listener.post(new BeaconNodeEvent.RequestAnswered(id, peer, answer));
    } catch (RequestException e) {
      boolean atFault = e.kind() == RequestException.Kind.BAD_BYTES;
      fail(id, peer, String.valueOf(e.getMessage()), atFault);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warn("a request to {} failed here", peer, e);
      fail(id, peer, "a fault of ours: " + e, false);
    }
  }

  private void fail(long id, PeerKey peer, String why, boolean atFault) {
    listener.post(new BeaconNodeEvent.RequestFailed(id, peer, why, atFault));
  }

  private void part(PeerInfo peer, Goodbye reason) {
    try {
      asker.sayGoodbye(peer, reason, Deadline.in(GOODBYE));
    } catch (RequestException e) {
      LOG.debug("no goodbye to {}: {}", peer.peer().brief(), e.getMessage());
    }
    host.disconnect(peer.peer());
  }

  /// Bytes that no honest node sends.
  private void onFault(PeerId peer, String why) {
    disconnect(key(peer), true, why);
  }

  private void lookAfterPeers() {
    try {
      while (open) {
        Thread.sleep(LOOK);
        members.values().forEach(member -> run(() -> ping(member)));
        for (PeerId peer : gossip.graylisted()) {
          onFault(peer, "too many invalid messages");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// A peer that does not answer is as good as gone; mplex by itself does not notice.
  private void ping(Member member) {
    try {
      asker.ping(member.info, METADATA.seqNumber(), Deadline.in(PING));
      member.lostPings.set(0);
    } catch (RequestException e) {
      boolean silent = e.kind() == RequestException.Kind.TIMED_OUT;
      if (silent && member.lostPings.incrementAndGet() >= LOST_PINGS_MAX) {
        disconnect(key(member.info.peer()), false, "no answer to pings");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(Runnable task) {
    if (open) {
      threads.execute(() -> {
        try {
          task.run();
        } catch (RuntimeException e) {
          LOG.warn("a task of the network failed", e);
        }
      });
    }
  }

  private @Nullable Member find(PeerKey key) {
    PeerId peer = names.get(key.id());
    return peer == null ? null : members.get(peer);
  }

  private HostConfig hostConfig() {
    Limits.Connections defaults = Limits.DEFAULTS.connections();
    int connections = config.maxPeers() + SPARE;
    return HostConfig.of(config.identity(), config.agent(), new FromHost())
        .withListen(config.listen())
        .withAnnounced(config.announced())
        .withGate(new Gate())
        .withLimits(
            Limits.DEFAULTS.withConnections(
                new Limits.Connections(
                    connections,
                    connections,
                    defaults.perAddress(),
                    defaults.acceptsPerSecond(),
                    defaults.acceptBurst())));
  }

  private static Bits all(int subnets) {
    return Bits.of(subnets, IntStream.range(0, subnets).toArray());
  }

  private static long monotonicMs() {
    return System.nanoTime() / 1_000_000;
  }

  private static PeerKey key(PeerId peer) {
    return new PeerKey(peer.toString());
  }

  private final class Gate implements ConnectionGate {
    @Override
    public boolean allow(Multiaddr remote) {
      return open;
    }

    @Override
    public boolean allow(PeerId peer, Multiaddr remote, Direction direction) {
      return open && !faulty.contains(peer, monotonicMs());
    }
  }

  private final class FromHost implements HostListener {
    @Override
    public void connected(PeerInfo info) {
      PeerId peer = info.peer();
      boolean full = members.size() >= config.maxPeers();
      if (full && info.direction() == Direction.INBOUND && !staticPeers.contains(peer)) {
        run(() -> part(info, Goodbye.TOO_MANY_PEERS));
        return;
      }
      members.put(peer, new Member(info));
      names.put(peer.toString(), peer);
      listener.post(new BeaconNodeEvent.PeerConnected(key(peer)));
      gossip.connected(info);
    }

    @Override
    public void disconnected(PeerId peer, DisconnectReason reason, String detail) {
      if (reason == DisconnectReason.FAULT) {
        faulty.add(peer, monotonicMs());
      }
      if (members.remove(peer) != null) {
        names.remove(peer.toString());
        gossip.disconnected(peer);
        listener.post(new BeaconNodeEvent.PeerGone(key(peer)));
      }
      if (open) {
        staticPeers.disconnected(peer);
      }
    }
  }

  private final class FromGossip implements GossipService.Listener {
    @Override
    public void delivered(Bytes id, PeerId from, GossipTopic topic, byte[] ssz) {
      GossipMessage message;
      try {
        message = codec.decode(topic, ssz);
      } catch (SszException e) {
        LOG.debug("{} sent a {} that does not decode: {}", from, topic, e.getMessage());
        gossip.verdict(id, tandem.gossipsub.Verdict.REJECT);
        return;
      }
      if (gossiped.size() >= GOSSIPED_MAX
          || gossipedBytes.get() + ssz.length > GOSSIPED_BYTES_MAX) {
        gossip.verdict(id, tandem.gossipsub.Verdict.IGNORE);
        return;
      }
      long number = lastGossip.incrementAndGet();
      gossiped.put(number, new Judged(id, ssz.length));
      gossipedBytes.addAndGet(ssz.length);
      if (!listener.offer(new BeaconNodeEvent.Gossip(number, key(from), message))) {
        verdict(number, Verdict.IGNORE);
      }
    }

    @Override
    public boolean hasRoom() {
      return listener.hasRoom();
    }

    @Override
    public void fault(PeerId peer, String why) {
      onFault(peer, why);
    }

    @Override
    public void failed(Throwable fault) {
      listener.failed(fault);
    }
  }

  private final class FromPeers implements PeerServer.Node {
    @Override
    public boolean ask(long id, PeerId peer, PeerRequest request) {
      return members.containsKey(peer)
          && listener.offer(new BeaconNodeEvent.RequestReceived(id, key(peer), request));
    }

    @Override
    public void goodbye(PeerId peer, long code) {
      LOG.debug("{} says goodbye: {}", peer.brief(), Long.toUnsignedString(code));
      run(() -> host.disconnect(peer));
    }
  }
}
