package tandem.gossipsub;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import tandem.gossipsub.Rpc.Graft;
import tandem.gossipsub.Rpc.Prune;

/// Who exchanges whole messages with us, by topic of ours. Sizes: gossipsub v1.0; what scores do to
/// it: v1.1.
final class Mesh {
  private final GossipParams params;
  private final Scores scores;
  private final Chance chance;
  private final Outbox out;
  private final Map<String, Set<PeerName>> topics = new TreeMap<>();
  private long heartbeats;

  Mesh(GossipParams params, Scores scores, Chance chance, Outbox out) {
    this.params = params;
    this.scores = scores;
    this.chance = chance;
    this.out = out;
  }

  /// The topics that we have joined.
  Set<String> topics() {
    return topics.keySet();
  }

  boolean has(String topic) {
    return topics.containsKey(topic);
  }

  /// The peers of a topic, none for one that we have not joined.
  Set<PeerName> of(String topic) {
    return topics.getOrDefault(topic, Set.of());
  }

  /// The peers of a topic that were there by `beforeMs`: those have been sent all since.
  Set<PeerName> before(String topic, long beforeMs) {
    Set<PeerName> old = new TreeSet<>();
    for (Peer peer : members(topic)) {
      if (peer.inMeshBefore(topic, beforeMs)) {
        old.add(peer.name());
      }
    }
    return old;
  }

  /// @param preferred who was sent our messages so far
  void join(String topic, Set<PeerName> preferred, long nowMs) {
    Set<PeerName> mesh = new TreeSet<>();
    topics.put(topic, mesh);
    Predicate<Peer> able = peer -> isGraftable(peer, topic, nowMs);
    int wanted = params.mesh().degree();
    chance
        .some(candidates(able.and(peer -> preferred.contains(peer.name()))), wanted)
        .forEach(peer -> graft(topic, peer, nowMs));
    chance.some(candidates(able), wanted - mesh.size()).forEach(peer -> graft(topic, peer, nowMs));
  }

  void leave(String topic, long nowMs) {
    for (PeerName name : List.copyOf(of(topic))) {
      Peer peer = scores.find(name);
      if (peer != null) {
        prune(topic, peer, params.times().leaveBackoffMs(), nowMs);
      }
    }
    topics.remove(topic);
  }

  void forget(Peer peer) {
    topics.values().forEach(mesh -> mesh.remove(peer.name()));
  }

  /// The peer has left the topic.
  void drop(String topic, Peer peer) {
    if (topics.containsKey(topic) && topics.get(topic).remove(peer.name())) {
      peer.leaveMesh(topic);
    }
  }

  /// The peer has taken us into its mesh.
  void onGraft(String topic, Peer peer, long nowMs) {
    Set<PeerName> mesh = topics.get(topic);
    if (mesh == null || mesh.contains(peer.name())) {
      // A topic that we do not have is not answered, so that nobody makes us talk about any topic.
      return;
    }
    long pruneBackoffMs = params.times().pruneBackoffMs();
    long left = peer.backoffMs(topic, nowMs);
    if (left > 0) {
      // Twice as bad right after the prune: it cannot have crossed it.
      boolean early = pruneBackoffMs - left < params.times().leaveBackoffMs();
      peer.misbehaved(early ? 2 : 1);
      refuse(topic, peer, nowMs);
    } else if (scores.of(peer, nowMs) < 0) {
      refuse(topic, peer, nowMs);
    } else if (mesh.size() >= params.mesh().high() && !peer.outbound()) {
      refuse(topic, peer, nowMs);
    } else {
      mesh.add(peer.name());
      peer.enterMesh(topic, nowMs);
    }
  }

  void onPrune(String topic, Peer peer, long backoffS, long nowMs) {
    if (!topics.containsKey(topic)) {
      return;
    }
    drop(topic, peer);
    long maxMs = params.times().backoffMaxMs();
    boolean said = backoffS > 0;
    long backoffMs =
        said ? Math.min(backoffS, maxMs / 1_000) * 1_000 : params.times().pruneBackoffMs();
    peer.backOff(topic, nowMs + backoffMs);
  }

  void heartbeat(long nowMs) {
    heartbeats++;
    for (String topic : List.copyOf(topics.keySet())) {
      dropBad(topic, nowMs);
      GossipParams.Mesh sizes = params.mesh();
      int size = of(topic).size();
      if (size < sizes.low()) {
        graftSome(topic, sizes.degree() - size, peer -> true, nowMs);
      } else if (size > sizes.high()) {
        pruneExcess(topic, nowMs);
      }
      keepOutbound(topic, nowMs);
      if (heartbeats % sizes.opportunisticTicks() == 0) {
        graftOpportunistically(topic, nowMs);
      }
    }
  }

  private void dropBad(String topic, long nowMs) {
    for (Peer peer : members(topic)) {
      if (scores.of(peer, nowMs) < 0) {
        prune(topic, peer, params.times().pruneBackoffMs(), nowMs);
      }
    }
  }

  /// The best stay for their score, some because we dialed them, the rest by chance: so that
  /// neither a crowd of newcomers nor one of old friends can take the mesh over.
  private void pruneExcess(String topic, long nowMs) {
    GossipParams.Mesh sizes = params.mesh();
    List<Peer> byScore = new ArrayList<>(chance.shuffled(members(topic)));
    byScore.sort(Comparator.comparingDouble((Peer peer) -> scores.of(peer, nowMs)).reversed());
    Set<Peer> kept = new LinkedHashSet<>(byScore.subList(0, sizes.best()));
    List<Peer> rest = chance.shuffled(byScore.subList(sizes.best(), byScore.size()));
    long outbound = kept.stream().filter(Peer::outbound).count();
    rest.stream()
        .filter(Peer::outbound)
        .limit(Math.max(0, sizes.outbound() - outbound))
        .forEach(kept::add);
    for (Peer peer : rest) {
      if (kept.size() < sizes.degree()) {
        kept.add(peer);
      }
    }
    for (Peer peer : byScore) {
      if (!kept.contains(peer)) {
        prune(topic, peer, params.times().pruneBackoffMs(), nowMs);
      }
    }
  }

  private void keepOutbound(String topic, long nowMs) {
    if (of(topic).size() < params.mesh().low()) {
      return;
    }
    long outbound = members(topic).stream().filter(Peer::outbound).count();
    graftSome(topic, (int) (params.mesh().outbound() - outbound), Peer::outbound, nowMs);
  }

  /// A mesh of which half is no good gets somebody better.
  private void graftOpportunistically(String topic, long nowMs) {
    List<Double> sorted =
        members(topic).stream().map(peer -> scores.of(peer, nowMs)).sorted().toList();
    if (sorted.size() < 2) {
      return;
    }
    double median = sorted.get(sorted.size() / 2);
    if (median < scores.thresholds().opportunisticGraft()) {
      graftSome(
          topic,
          params.mesh().opportunisticPeers(),
          peer -> scores.of(peer, nowMs) > median,
          nowMs);
    }
  }

  private void graftSome(String topic, int count, Predicate<Peer> which, long nowMs) {
    if (count > 0) {
      Set<PeerName> mesh = of(topic);
      List<Peer> able =
          candidates(peer ->
              !mesh.contains(peer.name()) && isGraftable(peer, topic, nowMs) && which.test(peer));
      chance.some(able, count).forEach(peer -> graft(topic, peer, nowMs));
    }
  }

  private boolean isGraftable(Peer peer, String topic, long nowMs) {
    return peer.topics().contains(topic)
        && peer.backoffMs(topic, nowMs) <= -Peer.BACKOFF_SLACK_MS
        && scores.of(peer, nowMs) >= 0;
  }

  private void graft(String topic, Peer peer, long nowMs) {
    Set<PeerName> mesh = topics.get(topic);
    if (mesh != null && mesh.add(peer.name())) {
      peer.enterMesh(topic, nowMs);
      out.to(peer.name()).add(new Graft(topic));
    }
  }

  private void prune(String topic, Peer peer, long backoffMs, long nowMs) {
    drop(topic, peer);
    peer.backOff(topic, nowMs + backoffMs);
    long said = peer.version() == GossipVersion.V1_1 ? backoffMs / 1_000 : 0;
    out.to(peer.name()).add(new Prune(topic, said));
  }

  private void refuse(String topic, Peer peer, long nowMs) {
    prune(topic, peer, params.times().pruneBackoffMs(), nowMs);
  }

  private List<Peer> members(String topic) {
    return candidates(peer -> of(topic).contains(peer.name()));
  }

  private List<Peer> candidates(Predicate<Peer> which) {
    List<Peer> found = new ArrayList<>();
    for (Peer peer : scores.connected()) {
      if (which.test(peer)) {
        found.add(peer);
      }
    }
    return found;
  }
}
