package tandem.beaconnet;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tandem.beaconnet.RequestServer.Answer;
import tandem.gossipsub.GossipParams;
import tandem.gossipsub.Verdict;
import tandem.libp2p.DisconnectReason;
import tandem.libp2p.Host;
import tandem.libp2p.HostConfig;
import tandem.libp2p.HostListener;
import tandem.libp2p.Identity;
import tandem.libp2p.Multiaddr;
import tandem.libp2p.PeerId;
import tandem.libp2p.PeerInfo;
import tandem.primitives.Bytes;
import tandem.rim.Deadline;

/// A host with gossip and requests, without a machine behind: everything gossiped is noted and, if
/// it does not begin with 0xff, accepted; every request is answered by what was asked.
final class WireNode implements AutoCloseable {
  static final Bytes DIGEST = Bytes.fromHex("802ed6b2");
  static final GossipScoring SCORING = new GossipScoring(4_000, 32, 64, 1, 512);

  static final Multiaddr LOOPBACK = Multiaddr.parse("/ip4/127.0.0.1/tcp/0");

  record Heard(GossipTopic topic, Bytes ssz, PeerId from) {}

  final LinkedBlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
  final LinkedBlockingQueue<String> faults = new LinkedBlockingQueue<>();
  final LinkedBlockingQueue<PeerId> came = new LinkedBlockingQueue<>();
  final LinkedBlockingQueue<PeerId> went = new LinkedBlockingQueue<>();
  final Host host;
  final GossipService gossip;
  volatile boolean hasRoom = true;
  private volatile GossipService started;

  WireNode(long seed) throws IOException {
    this(seed, Identity.generate(), LOOPBACK);
  }

  WireNode(long seed, Identity identity, Multiaddr listen) throws IOException {
    host =
        Host.start(
            HostConfig.of(identity, "tandem/test", new FromHost()).withListen(List.of(listen)));
    gossip =
        new GossipService(
            host, DIGEST, GossipParams.DEFAULT, SCORING.params(), seed, new FromGossip());
    started = gossip;
    new RequestServer(
        host,
        DIGEST,
        (peer, method, request) -> new Answer.Chunks(List.of(request)),
        () -> System.nanoTime() / 1_000_000);
  }

  void join(GossipTopic topic) {
    gossip.join(topic, SCORING.topic(topic.kind()));
  }

  Multiaddr address() {
    return host.listenAddresses().getFirst();
  }

  PeerId id() {
    return host.peerId();
  }

  void dial(Multiaddr address) throws IOException {
    host.dial(address, Deadline.in(Duration.ofSeconds(20)));
  }

  Heard next() throws InterruptedException {
    Heard next = heard.poll(30, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing was gossiped");
    }
    return next;
  }

  /// Waits until a peer has come.
  PeerId awaitPeer() throws InterruptedException {
    PeerId peer = came.poll(30, TimeUnit.SECONDS);
    if (peer == null) {
      throw new AssertionError("nobody came");
    }
    return peer;
  }

  /// Waits until so many peers have announced the topic.
  void awaitPeersOn(GossipTopic topic, int count) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (gossip.peersOn(topic) < count) {
      if (System.nanoTime() > until) {
        throw new AssertionError("no " + count + " peers on " + topic);
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  @Override
  public void close() {
    gossip.close();
    host.close();
  }

  private final class FromHost implements HostListener {
    @Override
    public void connected(PeerInfo peer) {
      started.connected(peer);
      came.add(peer.peer());
    }

    @Override
    public void disconnected(PeerId peer, DisconnectReason reason, String detail) {
      started.disconnected(peer);
      went.add(peer);
    }
  }

  private final class FromGossip implements GossipService.Listener {
    @Override
    public void delivered(Bytes id, PeerId from, GossipTopic topic, byte[] ssz) {
      heard.add(new Heard(topic, Bytes.of(ssz), from));
      boolean bad = ssz.length > 0 && ssz[0] == (byte) 0xff;
      gossip.verdict(id, bad ? Verdict.REJECT : Verdict.ACCEPT);
    }

    @Override
    public boolean hasRoom() {
      return hasRoom;
    }

    @Override
    public void fault(PeerId peer, String why) {
      faults.add(why);
    }

    @Override
    public void failed(Throwable fault) {
      faults.add(fault.toString());
    }
  }
}
