package tandem.gossipsub;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import tandem.gossipsub.GossipEffect.Deliver;
import tandem.gossipsub.GossipEffect.Send;
import tandem.primitives.Bytes;

/// Many routers in one thread, with a link between some of them. Everything that is sent goes
/// through the codec and arrives at once.
final class World {
  private record Transit(int from, int to, byte[] bytes) {}

  final List<GossipRouter> routers = new ArrayList<>();
  final List<Set<Integer>> links = new ArrayList<>();

  /// What each has accepted.
  final List<Set<Bytes>> accepted = new ArrayList<>();

  /// Nodes that pass off nonsense as messages: what they publish is rejected by the others.
  final Set<Integer> liars = new HashSet<>();

  private final Deque<Transit> transit = new ArrayDeque<>();
  long nowMs = 1_000_000;
  long bytes;
  long messages;
  final StringBuilder log = new StringBuilder();

  World(int count, GossipParams params, long seed) {
    for (int i = 0; i < count; i++) {
      routers.add(Fixtures.router(params, seed * 1_000 + i));
      links.add(new TreeSet<>());
      accepted.add(new HashSet<>());
    }
  }

  void connectAtRandom(int perNode, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < routers.size(); i++) {
      while (links.get(i).size() < perNode) {
        int other = random.nextInt(routers.size());
        if (other != i) {
          connect(i, other);
        }
      }
    }
  }

  void connect(int from, int to) {
    if (links.get(from).add(to)) {
      links.get(to).add(from);
      handle(from, connected(to, true));
      handle(to, connected(from, false));
    }
  }

  void disconnect(int from, int to) {
    if (links.get(from).remove(to)) {
      links.get(to).remove(from);
      handle(from, new GossipEvent.PeerGone(Fixtures.peer(to)));
      handle(to, new GossipEvent.PeerGone(Fixtures.peer(from)));
    }
  }

  void subscribeAll() {
    for (int i = 0; i < routers.size(); i++) {
      subscribe(i);
    }
    settle();
  }

  void subscribe(int node) {
    handle(node, new GossipEvent.Subscribe(Fixtures.TOPIC, Fixtures.TOPIC_SCORE));
  }

  void publish(int node, Bytes data) {
    accepted.get(node).add(data);
    handle(node, new GossipEvent.Publish(Fixtures.TOPIC, data));
    settle();
  }

  void heartbeats(int count) {
    for (int beat = 0; beat < count; beat++) {
      nowMs += 700;
      for (int i = 0; i < routers.size(); i++) {
        handle(i, new GossipEvent.Heartbeat(true));
      }
      settle();
    }
  }

  /// Hands over everything that is on its way.
  void settle() {
    while (!transit.isEmpty()) {
      Transit next = transit.poll();
      if (links.get(next.to()).contains(next.from())) {
        bytes += next.bytes().length;
        try {
          Rpc rpc = RpcCodec.decode(next.bytes());
          messages += rpc.messages().size();
          log.append(next.from())
              .append('>')
              .append(next.to())
              .append(' ')
              .append(rpc)
              .append('\n');
          handle(next.to(), new GossipEvent.Received(Fixtures.peer(next.from()), rpc));
        } catch (RpcException e) {
          throw new AssertionError(e);
        }
      }
    }
  }

  void handle(int node, GossipEvent event) {
    List<GossipEffect> effects = new ArrayList<>();
    routers.get(node).handle(nowMs, event, effects::add);
    for (GossipEffect effect : effects) {
      switch (effect) {
        case Send(PeerName peer, Rpc rpc) -> {
          for (byte[] piece : RpcCodec.encode(rpc, RpcCodec.BYTES_MAX)) {
            transit.add(new Transit(node, number(peer), piece));
          }
        }
        case Deliver(Bytes id, PeerName _, String _, Bytes data) -> {
          boolean valid = liars.contains(node) || data.at(8) == 0;
          if (valid) {
            accepted.get(node).add(data);
          }
          handle(node, new GossipEvent.Validated(id, valid ? Verdict.ACCEPT : Verdict.REJECT));
        }
      }
    }
  }

  private static GossipEvent connected(int peer, boolean outbound) {
    return new GossipEvent.PeerConnected(Fixtures.peer(peer), GossipVersion.V1_1, outbound, "");
  }

  private static int number(PeerName peer) {
    return Integer.parseInt(peer.id().substring(4));
  }
}
