package tandem.gossipsub;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tandem.gossipsub.GossipEffect.Deliver;
import tandem.gossipsub.GossipEvent.Heartbeat;
import tandem.gossipsub.GossipEvent.PeerConnected;
import tandem.gossipsub.GossipEvent.PeerGone;
import tandem.gossipsub.GossipEvent.Publish;
import tandem.gossipsub.GossipEvent.Received;
import tandem.gossipsub.GossipEvent.Resumed;
import tandem.gossipsub.GossipEvent.Subscribe;
import tandem.gossipsub.GossipEvent.Unsubscribe;
import tandem.gossipsub.GossipEvent.Validated;
import tandem.gossipsub.Rpc.Graft;
import tandem.gossipsub.Rpc.IHave;
import tandem.gossipsub.Rpc.IWant;
import tandem.gossipsub.Rpc.Message;
import tandem.gossipsub.Rpc.Subscription;
import tandem.primitives.Bytes;

/// A gossipsub router. Equal routers that are given equal events at equal times give equal effects.
/// One thread at a time calls it.
///
/// Peers announce the topics they want. In each topic that is ours we exchange whole messages with
/// a few of them, the mesh; the others are told the identifiers of the last messages at each
/// heartbeat and may ask for them. Peers are scored by what they do, bad ones lose their place in
/// the mesh, then our gossip, then our ear.
public final class GossipRouter {
  /// The identifier of a message, the same on all nodes.
  @FunctionalInterface
  public interface MessageIds {
    Bytes of(String topic, Bytes data);
  }

  private static final class Fanout {
    private final Set<PeerName> peers = new TreeSet<>();
    private long publishedAtMs;
  }

  /// Topics that we publish on without having joined them.
  private static final int FANOUTS_MAX = 256;

  /// After a longer pause we were not there to see promises kept.
  private static final int LATE_HEARTBEATS = 3;

  private final GossipParams params;
  private final GossipParams.Bounds bounds;
  private final MessageIds ids;
  private final Predicate<String> topicsOfPeers;
  private final Chance chance;
  private final Scores scores;
  private final Mesh mesh;
  private final Outbox out = new Outbox();
  private final Map<String, Fanout> fanouts = new TreeMap<>();
  private final SeenMessages seen;
  private final PendingMessages pending;
  private final MessageCache cache;
  private final Promises promises;
  private long lastHeartbeatMs;

  /// @param topicsOfPeers which topics of peers are taken notice of
  /// @param seed of all choices
  public GossipRouter(
      GossipParams params,
      ScoreParams score,
      MessageIds ids,
      Predicate<String> topicsOfPeers,
      long seed) {
    this.params = params;
    this.bounds = params.bounds();
    this.ids = ids;
    this.topicsOfPeers = topicsOfPeers;
    this.chance = new Chance(seed);
    this.scores = new Scores(score, bounds);
    this.mesh = new Mesh(params, scores, chance, out);
    this.seen = new SeenMessages(params.times().seenMs(), bounds.seen());
    this.pending = new PendingMessages(params);
    this.cache = new MessageCache(params);
    this.promises = new Promises(params.times().promiseMs());
  }

  /// Takes in one event; what is to be done about it goes to `effects` in order.
  ///
  /// @param nowMs a clock that never goes back
  public void handle(long nowMs, GossipEvent event, Consumer<? super GossipEffect> effects) {
    switch (event) {
      case PeerConnected(PeerName name, GossipVersion version, boolean outbound, String address) ->
          onConnected(name, version, outbound, address);
      case PeerGone(PeerName name) -> onGone(name, nowMs);
      case Resumed(PeerName name) -> onResumed(name);
      case Received(PeerName name, Rpc rpc) -> onReceived(name, rpc, nowMs, effects);
      case Validated(Bytes id, Verdict verdict) -> onValidated(id, verdict);
      case Publish(String topic, Bytes data) -> publish(topic, data, nowMs);
      case Subscribe(String topic, ScoreParams.Topic score) -> subscribe(topic, score, nowMs);
      case Unsubscribe(String topic) -> unsubscribe(topic, nowMs);
      case Heartbeat(boolean attentive) -> heartbeat(attentive, nowMs);
    }
    out.flush(effects);
  }

  /// The topics that we have joined.
  public Set<String> topics() {
    return Set.copyOf(mesh.topics());
  }

  /// The peers in our mesh of `topic`.
  public Set<PeerName> mesh(String topic) {
    return Set.copyOf(mesh.of(topic));
  }

  /// The connected peers that have announced `topic`.
  public int peersOn(String topic) {
    return peersThat(peer -> peer.topics().contains(topic)).size();
  }

  /// A peer's score; 0 for one that is not connected.
  public double score(PeerName name, long nowMs) {
    @Nullable Peer peer = scores.find(name);
    return peer == null ? 0 : scores.of(peer, nowMs);
  }

  /// The connected peers that are not listened to any more.
  public List<PeerName> graylisted(long nowMs) {
    return peersThat(peer -> isBelow(peer, scores.thresholds().graylist(), nowMs)).stream()
        .map(Peer::name)
        .toList();
  }

  private void onConnected(PeerName name, GossipVersion version, boolean outbound, String address) {
    @Nullable Peer peer = scores.connect(name, version, outbound, address);
    if (peer != null) {
      mesh.topics().forEach(topic -> out.to(name).add(new Subscription(true, topic)));
    }
  }

  private void onResumed(PeerName name) {
    if (scores.find(name) == null) {
      return;
    }
    for (String topic : mesh.topics()) {
      out.to(name).add(new Subscription(true, topic));
      if (mesh.of(topic).contains(name)) {
        out.to(name).add(new Graft(topic));
      }
    }
  }

  private void onGone(PeerName name, long nowMs) {
    @Nullable Peer peer = scores.find(name);
    if (peer != null) {
      mesh.forget(peer);
      fanouts.values().forEach(fanout -> fanout.peers.remove(name));
      scores.disconnect(peer, nowMs);
    }
  }

  private void onReceived(
      PeerName name, Rpc rpc, long nowMs, Consumer<? super GossipEffect> effects) {
    @Nullable Peer peer = scores.find(name);
    if (peer == null || isBelow(peer, scores.thresholds().graylist(), nowMs)) {
      return;
    }
    if (rpc.subscriptions().size() <= bounds.topicsPerPeer()) {
      rpc.subscriptions().forEach(subscription -> onSubscription(peer, subscription));
    }
    rpc.messages().forEach(message -> onMessage(peer, message, nowMs, effects));
    if (!isBelow(peer, scores.thresholds().gossip(), nowMs)) {
      rpc.ihaves().forEach(ihave -> onIHave(peer, ihave, nowMs));
      rpc.iwants().forEach(iwant -> onIWant(peer, iwant));
    }
    rpc.grafts().forEach(graft -> mesh.onGraft(graft.topic(), peer, nowMs));
    rpc.prunes().forEach(prune -> mesh.onPrune(prune.topic(), peer, prune.backoffS(), nowMs));
  }

  private void onSubscription(Peer peer, Subscription subscription) {
    String topic = subscription.topic();
    if (!subscription.joins()) {
      peer.topics().remove(topic);
      mesh.drop(topic, peer);
      @Nullable Fanout fanout = fanouts.get(topic);
      if (fanout != null) {
        fanout.peers.remove(peer.name());
      }
    } else if (peer.topics().size() < bounds.topicsPerPeer() && topicsOfPeers.test(topic)) {
      peer.topics().add(topic);
    }
  }

  private void onMessage(
      Peer peer, Message message, long nowMs, Consumer<? super GossipEffect> effects) {
    if (!mesh.has(message.topic())) {
      return;
    }
    if (message.attributed() || message.data().length() > bounds.messageBytes()) {
      scores.broughtInvalid(peer.name(), message.topic());
      return;
    }
    Bytes id = ids.of(message.topic(), message.data());
    promises.keep(id);
    if (seen.contains(id)) {
      pending.addBringer(id, peer.name());
      if (seen.isInvalid(id)) {
        scores.broughtInvalid(peer.name(), message.topic());
      }
    } else if (pending.hasRoomFor(message, peer.name())) {
      seen.add(id, nowMs);
      pending.add(id, message, peer.name(), nowMs);
      effects.accept(new Deliver(id, peer.name(), message.topic(), message.data()));
    }
  }

  private void onValidated(Bytes id, Verdict verdict) {
    PendingMessages.@Nullable Pending judged = pending.take(id);
    if (judged == null) {
      return;
    }
    String topic = judged.message().topic();
    switch (verdict) {
      case ACCEPT -> {
        scores.broughtFirst(judged.bringers().iterator().next(), topic);
        cache.put(id, judged.message());
        for (PeerName name : mesh.of(topic)) {
          if (!judged.bringers().contains(name)) {
            out.to(name).add(judged.message());
          }
        }
      }
      case IGNORE -> {}
      case REJECT -> {
        seen.markInvalid(id);
        judged.bringers().forEach(name -> scores.broughtInvalid(name, topic));
      }
    }
  }

  private void onIHave(Peer peer, IHave ihave, long nowMs) {
    if (!mesh.has(ihave.topic()) || !peer.takesIHave(bounds.ihaves())) {
      return;
    }
    int askable = peer.askable(bounds.ihaveIds());
    Set<Bytes> unknown = new TreeSet<>();
    for (Bytes id : ihave.ids()) {
      if (unknown.size() == bounds.ihaveIds()) {
        break;
      }
      if (!seen.contains(id)) {
        unknown.add(id);
      }
    }
    List<Bytes> wanted = chance.some(unknown, askable);
    if (!wanted.isEmpty()) {
      peer.ask(wanted.size());
      promises.add(wanted.getFirst(), peer.name(), nowMs);
      wanted.forEach(out.to(peer.name())::addIWant);
    }
  }

  private void onIWant(Peer peer, IWant iwant) {
    for (Bytes id : iwant.ids()) {
      @Nullable Message message = cache.answer(id, peer.name(), bounds.retransmissions());
      if (message != null) {
        if (!peer.takesAnswer(message.data().length(), bounds.answerBytes())) {
          return;
        }
        out.to(peer.name()).add(message);
      }
    }
  }

  private void publish(String topic, Bytes data, long nowMs) {
    Bytes id = ids.of(topic, data);
    if (seen.contains(id) || data.length() > bounds.messageBytes()) {
      return;
    }
    Message message = new Message(topic, data, false);
    seen.add(id, nowMs);
    cache.put(id, message);
    for (PeerName name : audience(topic, nowMs)) {
      out.to(name).add(message);
    }
  }

  private Collection<PeerName> audience(String topic, long nowMs) {
    if (params.floodPublish()) {
      return names(publishable(topic, nowMs));
    }
    if (mesh.has(topic)) {
      return mesh.of(topic);
    }
    @Nullable Fanout fanout = fanouts.get(topic);
    if (fanout == null) {
      if (fanouts.size() >= FANOUTS_MAX) {
        return List.of();
      }
      fanout = new Fanout();
      fanouts.put(topic, fanout);
    }
    fanout.publishedAtMs = nowMs;
    fill(topic, fanout, nowMs);
    return fanout.peers;
  }

  private void subscribe(String topic, ScoreParams.Topic score, long nowMs) {
    scores.topic(topic, score);
    if (mesh.has(topic)) {
      return;
    }
    for (Peer peer : scores.connected()) {
      out.to(peer.name()).add(new Subscription(true, topic));
    }
    @Nullable Fanout fanout = fanouts.remove(topic);
    mesh.join(topic, fanout == null ? Set.of() : fanout.peers, nowMs);
  }

  private void unsubscribe(String topic, long nowMs) {
    if (!mesh.has(topic)) {
      return;
    }
    for (Peer peer : scores.connected()) {
      out.to(peer.name()).add(new Subscription(false, topic));
    }
    mesh.leave(topic, nowMs);
    scores.forgetTopic(topic);
  }

  private void heartbeat(boolean attentive, long nowMs) {
    pending.expire(nowMs);
    seen.expire(nowMs);
    if (attentive && nowMs - lastHeartbeatMs <= LATE_HEARTBEATS * params.times().heartbeatMs()) {
      promises.broken(nowMs).forEach(this::onBroken);
    } else {
      promises.forgive();
    }
    lastHeartbeatMs = nowMs;
    scores.fade(nowMs);
    scores.connected().forEach(Peer::beginHeartbeat);
    mesh.heartbeat(nowMs);
    keepFanouts(nowMs);
    long newcomersSinceMs = nowMs - params.mesh().gossip() * params.times().heartbeatMs();
    for (String topic : mesh.topics()) {
      gossip(topic, mesh.before(topic, newcomersSinceMs), nowMs);
    }
    fanouts.forEach((topic, fanout) -> gossip(topic, fanout.peers, nowMs));
    cache.shift();
  }

  private void onBroken(PeerName name, int times) {
    @Nullable Peer peer = scores.find(name);
    if (peer != null) {
      peer.misbehaved(times);
    }
  }

  private void keepFanouts(long nowMs) {
    fanouts.values().removeIf(fanout -> nowMs - fanout.publishedAtMs > params.times().fanoutMs());
    fanouts.forEach((topic, fanout) -> {
      fanout.peers.retainAll(names(publishable(topic, nowMs)));
      fill(topic, fanout, nowMs);
    });
  }

  private void fill(String topic, Fanout fanout, long nowMs) {
    List<Peer> others = new ArrayList<>(publishable(topic, nowMs));
    others.removeIf(peer -> fanout.peers.contains(peer.name()));
    fanout.peers.addAll(names(chance.some(others, params.mesh().degree() - fanout.peers.size())));
  }

  /// Tells some of those who do not get whole messages, or did not yet, what there is.
  private void gossip(String topic, Set<PeerName> told, long nowMs) {
    List<Bytes> known = cache.gossipIds(topic);
    if (known.isEmpty()) {
      return;
    }
    List<Peer> others =
        peersThat(peer ->
            peer.topics().contains(topic)
                && !told.contains(peer.name())
                && !isBelow(peer, scores.thresholds().gossip(), nowMs));
    int count =
        Math.max(params.mesh().lazy(), (int) (params.mesh().gossipFactor() * others.size()));
    for (Peer peer : chance.some(others, count)) {
      List<Bytes> part = chance.some(known, bounds.ihaveIds());
      out.to(peer.name()).add(new IHave(topic, part));
    }
  }

  private List<Peer> publishable(String topic, long nowMs) {
    return peersThat(peer ->
        peer.topics().contains(topic) && !isBelow(peer, scores.thresholds().publish(), nowMs));
  }

  private boolean isBelow(Peer peer, double threshold, long nowMs) {
    return !scores.isAtLeast(peer, threshold, nowMs);
  }

  private List<Peer> peersThat(Predicate<Peer> which) {
    List<Peer> found = new ArrayList<>();
    for (Peer peer : scores.connected()) {
      if (which.test(peer)) {
        found.add(peer);
      }
    }
    return found;
  }

  private static List<PeerName> names(List<Peer> peers) {
    return peers.stream().map(Peer::name).toList();
  }
}
