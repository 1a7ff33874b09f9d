package tandem.gossipsub;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The peers and their scores (gossipsub v1.1; coordinator-net.md 2.6).
final class Scores {
  private final ScoreParams params;
  private final GossipParams.Bounds bounds;
  private final Map<String, ScoreParams.Topic> topics = new TreeMap<>();
  private final TreeMap<PeerName, Peer> connected = new TreeMap<>();

  /// Those that went and have something against them, the earliest first.
  private final LinkedHashMap<PeerName, Peer> gone = new LinkedHashMap<>();

  private final Map<String, Integer> byAddress = new HashMap<>();
  private long fadedAtMs = Long.MIN_VALUE;

  Scores(ScoreParams params, GossipParams.Bounds bounds) {
    this.params = params;
    this.bounds = bounds;
  }

  ScoreParams.Thresholds thresholds() {
    return params.thresholds();
  }

  void topic(String topic, ScoreParams.Topic score) {
    topics.put(topic, score);
  }

  void forgetTopic(String topic) {
    topics.remove(topic);
    connected.values().forEach(peer -> peer.forgetTopic(topic));
    gone.values().forEach(peer -> peer.forgetTopic(topic));
  }

  /// The peer, or null if there are too many already.
  @Nullable Peer connect(PeerName name, GossipVersion version, boolean outbound, String address) {
    if (connected.size() >= bounds.peers() || connected.containsKey(name)) {
      return null;
    }
    Peer peer = gone.remove(name);
    if (peer == null) {
      peer = new Peer(name, version, outbound, address);
    } else {
      peer.comeBack(version, outbound, address);
    }
    connected.put(name, peer);
    byAddress.merge(address, 1, Integer::sum);
    return peer;
  }

  void disconnect(Peer peer, long nowMs) {
    connected.remove(peer.name());
    byAddress.computeIfPresent(
        peer.address(), (address, count) -> count == 1 ? null : Integer.valueOf(count - 1));
    peer.leave(nowMs);
    if (of(peer, nowMs) < 0 || peer.hasBackoffs()) {
      gone.put(peer.name(), peer);
      if (gone.size() > bounds.retained()) {
        gone.remove(gone.keySet().iterator().next());
      }
    }
  }

  /// A connected peer, or null.
  @Nullable Peer find(PeerName name) {
    return connected.get(name);
  }

  Iterable<Peer> connected() {
    return connected.values();
  }

  double of(Peer peer, long nowMs) {
    double sum = 0;
    for (Map.Entry<String, Peer.Counters> entry : peer.counters().entrySet()) {
      ScoreParams.Topic topic = topics.get(entry.getKey());
      if (topic != null) {
        sum += topic.weight() * topicScore(topic, entry.getValue(), nowMs);
      }
    }
    double score = Math.min(sum, params.topicScoreCap());
    int crowd = peer.address().isEmpty() ? 0 : byAddress.getOrDefault(peer.address(), 0);
    score += params.addressWeight() * square(crowd - params.addressThreshold());
    return score
        + params.behaviourWeight() * square(peer.misbehaviours() - params.behaviourThreshold());
  }

  boolean isAtLeast(Peer peer, double threshold, long nowMs) {
    return of(peer, nowMs) >= threshold;
  }

  void broughtFirst(PeerName name, String topic) {
    ScoreParams.Topic score = topics.get(topic);
    Peer peer = connected.get(name);
    if (peer != null && score != null) {
      peer.broughtFirst(topic, score.firstCap());
    }
  }

  /// Also against a peer that went meanwhile.
  void broughtInvalid(PeerName name, String topic) {
    Peer peer = connected.getOrDefault(name, gone.get(name));
    if (peer != null && topics.containsKey(topic)) {
      peer.broughtInvalid(topic);
    }
  }

  /// Lets all counters fade by the time that has passed, in whole intervals.
  void fade(long nowMs) {
    if (fadedAtMs == Long.MIN_VALUE) {
      fadedAtMs = nowMs;
    }
    long intervals = (nowMs - fadedAtMs) / params.decayIntervalMs();
    if (intervals > 0) {
      fadedAtMs += intervals * params.decayIntervalMs();
      connected.values().forEach(peer -> fade(peer, intervals));
      gone.values().forEach(peer -> fade(peer, intervals));
    }
    connected.values().forEach(peer -> peer.expireBackoffs(nowMs - Peer.BACKOFF_SLACK_MS));
    gone.values().forEach(peer -> peer.expireBackoffs(nowMs - Peer.BACKOFF_SLACK_MS));
    gone.values()
        .removeIf(peer ->
            nowMs - peer.goneAtMs() > params.retainMs()
                || (of(peer, nowMs) >= 0 && !peer.hasBackoffs()));
  }

  private void fade(Peer peer, long intervals) {
    for (Map.Entry<String, ScoreParams.Topic> topic : topics.entrySet()) {
      if (peer.counters().containsKey(topic.getKey())) {
        peer.fade(
            topic.getKey(),
            StrictMath.pow(topic.getValue().firstDecay(), intervals),
            StrictMath.pow(topic.getValue().invalidDecay(), intervals),
            params.decayToZero());
      }
    }
    peer.fadeMisbehaviours(
        StrictMath.pow(params.behaviourDecay(), intervals), params.decayToZero());
  }

  private static double topicScore(ScoreParams.Topic topic, Peer.Counters counters, long nowMs) {
    double score = topic.firstWeight() * counters.first();
    score += topic.invalidWeight() * counters.invalid() * counters.invalid();
    if (counters.meshSinceMs() >= 0) {
      long quanta = (nowMs - counters.meshSinceMs()) / topic.meshTimeQuantumMs();
      score += topic.meshTimeWeight() * Math.min(quanta, topic.meshTimeCap());
    }
    return score;
  }

  /// Of what is above 0.
  private static double square(double value) {
    return value > 0 ? value * value : 0;
  }
}
