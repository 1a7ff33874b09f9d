package tandem.beaconnet;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.gossipsub.GossipEffect;
import tandem.gossipsub.GossipEffect.Deliver;
import tandem.gossipsub.GossipEffect.Send;
import tandem.gossipsub.GossipEvent;
import tandem.gossipsub.GossipParams;
import tandem.gossipsub.GossipRouter;
import tandem.gossipsub.GossipVersion;
import tandem.gossipsub.PeerName;
import tandem.gossipsub.Rpc;
import tandem.gossipsub.RpcCodec;
import tandem.gossipsub.ScoreParams;
import tandem.gossipsub.Verdict;
import tandem.libp2p.Direction;
import tandem.libp2p.Host;
import tandem.libp2p.PeerId;
import tandem.libp2p.PeerInfo;
import tandem.loop.EventLoop;
import tandem.loop.Machine;
import tandem.primitives.Bytes;

/// Gossip over libp2p: the router on a loop of its own, and the streams of its peers. When the loop
/// does not keep up, peers are not read from.
final class GossipService implements AutoCloseable {
  /// Takes what is gossiped.
  interface Listener {
    /// A message whose snappy is right, to be answered by [#verdict]. On a virtual thread.
    ///
    /// @param ssz at most 1 MiB
    void delivered(Bytes id, PeerId from, GossipTopic topic, byte[] ssz);

    /// Whether messages can be taken. While not, peers are not read from.
    boolean hasRoom();

    /// The peer's bytes are wrong.
    void fault(PeerId peer, String why);

    /// The router has ended for a fault of ours.
    void failed(Throwable fault);
  }

  private record RouterMachine(GossipRouter router) implements Machine<GossipEvent, GossipEffect> {
    @Override
    public void handle(long nowMs, GossipEvent event, Consumer<? super GossipEffect> effects) {
      router.handle(nowMs, event, effects);
    }
  }

  /// A connected peer.
  private record Member(PeerInfo info, GossipSender sender) {
    PeerId peer() {
      return info.peer();
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(GossipService.class);
  private static final int OWN_MAX = 65_536;
  private static final int PEERS_MAX = 1_024;
  private static final Duration ASK = Duration.ofSeconds(2);
  private static final Duration FULL_PAUSE = Duration.ofMillis(5);

  private final Host host;
  private final Bytes forkDigest;
  private final Listener listener;
  private final Map<PeerName, Member> members = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final EventLoop<GossipEvent, GossipEffect, RouterMachine> loop;
  private final GossipReceiver receiver;

  /// Whether a peer was not read from since the last heartbeat.
  private final AtomicBoolean held = new AtomicBoolean();

  /// @param forkDigest of the network's only fork, 4 bytes
  /// @param seed of the router's choices
  GossipService(
      Host host,
      Bytes forkDigest,
      GossipParams params,
      ScoreParams score,
      long seed,
      Listener listener) {
    this.host = host;
    this.forkDigest = forkDigest;
    this.listener = listener;
    GossipRouter router =
        new GossipRouter(
            params,
            score,
            (topic, data) -> GossipPayload.messageId(topic, data.unsafeArray()),
            topic -> GossipTopic.parse(topic, forkDigest).isPresent(),
            seed);
    this.loop =
        EventLoop.start(
            "gossip",
            new RouterMachine(router),
            () -> new GossipEvent.Heartbeat(!held.getAndSet(false)),
            this::act,
            listener::failed,
            GossipService::nowMs,
            new EventLoop.Settings(OWN_MAX, PEERS_MAX, params.times().heartbeatMs()));
    this.receiver =
        new GossipReceiver(
            host,
            new GossipReceiver.Listener() {
              @Override
              public void received(PeerId peer, Rpc rpc) throws InterruptedException {
                offer(new GossipEvent.Received(name(peer), rpc));
              }

              @Override
              public void fault(PeerId peer, String why) {
                listener.fault(peer, why);
              }
            });
  }

  void connected(PeerInfo info) {
    PeerName name = name(info.peer());
    GossipSender sender =
        new GossipSender(host, info.peer(), () -> loop.post(new GossipEvent.Resumed(name)));
    members.put(name, new Member(info, sender));
    boolean outbound = info.direction() == Direction.OUTBOUND;
    // Before anything that it sends, as events of our own come first.
    loop.post(new GossipEvent.PeerConnected(name, version(info), outbound, address(info)));
    sender.start();
  }

  void disconnected(PeerId peer) {
    PeerName name = name(peer);
    Member member = members.remove(name);
    if (member != null) {
      member.sender().close();
      loop.post(new GossipEvent.PeerGone(name));
    }
  }

  void join(GossipTopic topic, ScoreParams.Topic score) {
    loop.post(new GossipEvent.Subscribe(topic.text(forkDigest), score));
  }

  void publish(GossipTopic topic, byte[] ssz) {
    Bytes data = Bytes.wrap(GossipPayload.encode(ssz));
    loop.post(new GossipEvent.Publish(topic.text(forkDigest), data));
  }

  void verdict(Bytes id, Verdict verdict) {
    loop.post(new GossipEvent.Validated(id, verdict));
  }

  /// Peers that have announced `topic`; 0 when that cannot be found out soon.
  int peersOn(GossipTopic topic) throws InterruptedException {
    return ask(router -> router.peersOn(topic.text(forkDigest)), 0);
  }

  /// The connected peers whose messages were too bad too often.
  List<PeerId> graylisted() throws InterruptedException {
    List<PeerName> names = ask(router -> router.graylisted(nowMs()), List.of());
    return names.stream().map(members::get).filter(Objects::nonNull).map(Member::peer).toList();
  }

  @Override
  public void close() {
    receiver.close();
    members.values().forEach(member -> member.sender().close());
    loop.close();
    threads.shutdownNow();
  }

  /// On the router's thread.
  private void act(GossipEffect effect) {
    switch (effect) {
      case Send(PeerName peer, Rpc rpc) -> send(peer, rpc);
      case Deliver(Bytes id, PeerName from, String topic, Bytes data) -> {
        Member member = members.get(from);
        Optional<GossipTopic> known = GossipTopic.parse(topic, forkDigest);
        if (member == null || known.isEmpty() || loop.hasEnded()) {
          loop.post(new GossipEvent.Validated(id, Verdict.IGNORE));
        } else {
          PeerId peer = member.peer();
          threads.execute(() -> deliver(id, peer, known.get(), data.unsafeArray()));
        }
      }
    }
  }

  private void send(PeerName peer, Rpc rpc) {
    Member member = members.get(peer);
    if (member == null) {
      return;
    }
    for (byte[] body : RpcCodec.encode(rpc, RpcCodec.BYTES_MAX)) {
      if (!member.sender().offer(framed(body))) {
        LOG.debug("{} does not take our gossip", peer);
      }
    }
  }

  private void deliver(Bytes id, PeerId from, GossipTopic topic, byte[] data) {
    byte[] ssz;
    try {
      ssz = GossipPayload.decode(data);
    } catch (WireException e) {
      LOG.debug("{} sent a {} that is not snappy: {}", from, topic, e.getMessage());
      verdict(id, Verdict.REJECT);
      return;
    }
    try {
      listener.delivered(id, from, topic, ssz);
    } catch (RuntimeException e) {
      LOG.warn("a {} of {} could not be handled", topic, from, e);
      verdict(id, Verdict.IGNORE);
    }
  }

  private <T> T ask(Function<GossipRouter, T> question, T otherwise) throws InterruptedException {
    try {
      return loop.ask(machine -> question.apply(machine.router()), ASK);
    } catch (TimeoutException | IllegalStateException e) {
      LOG.debug("the router does not answer: {}", e.getMessage());
      return otherwise;
    }
  }

  private void offer(GossipEvent event) throws InterruptedException {
    while (!listener.hasRoom() || !loop.offer(event)) {
      held.set(true);
      if (loop.hasEnded()) {
        return;
      }
      Thread.sleep(FULL_PAUSE);
    }
  }

  private static byte[] framed(byte[] body) {
    byte[] frame = new byte[body.length + 5];
    int at = 0;
    int rest = body.length;
    while (rest > 0x7f) {
      frame[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    frame[at++] = (byte) rest;
    System.arraycopy(body, 0, frame, at, body.length);
    return Arrays.copyOf(frame, at + body.length);
  }

  private static long nowMs() {
    return System.nanoTime() / 1_000_000;
  }

  private static PeerName name(PeerId peer) {
    return new PeerName(peer.toString());
  }

  private static GossipVersion version(PeerInfo info) {
    return info.protocols().contains(GossipVersion.V1_1.protocol())
        ? GossipVersion.V1_1
        : GossipVersion.V1_0;
  }

  /// What peers are counted by; many nodes of a network of trials live on loopback.
  private static String address(PeerInfo info) {
    String host = info.remote().host();
    return host.startsWith("127.") || host.equals("::1") ? "" : host;
  }
}
