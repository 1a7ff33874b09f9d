package tandem.gossipsub;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What the router knows of a peer; bad ones are remembered for a while after they went.
final class Peer {
  /// How much longer than a backoff we wait ourselves, as the peer counts from a later moment.
  static final long BACKOFF_SLACK_MS = 1_000;

  /// A topic's counters (P1, P2, P4).
  static final class Counters {
    /// When it came into our mesh; -1 if it is not there.
    private long meshSinceMs = -1;

    private double first;
    private double invalid;

    long meshSinceMs() {
      return meshSinceMs;
    }

    double first() {
      return first;
    }

    double invalid() {
      return invalid;
    }
  }

  private final PeerName name;
  private GossipVersion version;
  private boolean outbound;
  private String address;
  private final Set<String> topics = new TreeSet<>();

  /// By topic, for topics of ours only, so it is as bounded as they are.
  private final Map<String, Counters> counters = new HashMap<>();

  /// Until when it must not be grafted, by topic of ours.
  private final Map<String, Long> backoffs = new HashMap<>();

  private double misbehaviours;
  private int ihaves;
  private int asked;
  private long answeredBytes;
  private long goneAtMs;

  Peer(PeerName name, GossipVersion version, boolean outbound, String address) {
    this.name = name;
    this.version = version;
    this.outbound = outbound;
    this.address = address;
  }

  PeerName name() {
    return name;
  }

  GossipVersion version() {
    return version;
  }

  boolean outbound() {
    return outbound;
  }

  String address() {
    return address;
  }

  Set<String> topics() {
    return topics;
  }

  Map<String, Counters> counters() {
    return counters;
  }

  double misbehaviours() {
    return misbehaviours;
  }

  long goneAtMs() {
    return goneAtMs;
  }

  void comeBack(GossipVersion newVersion, boolean nowOutbound, String newAddress) {
    version = newVersion;
    outbound = nowOutbound;
    address = newAddress;
  }

  /// What spoke for it is forgotten; what spoke against it stays.
  void leave(long nowMs) {
    goneAtMs = nowMs;
    topics.clear();
    for (Counters topic : counters.values()) {
      topic.meshSinceMs = -1;
      topic.first = 0;
    }
    beginHeartbeat();
  }

  void enterMesh(String topic, long nowMs) {
    of(topic).meshSinceMs = nowMs;
  }

  void leaveMesh(String topic) {
    of(topic).meshSinceMs = -1;
  }

  boolean inMeshBefore(String topic, long beforeMs) {
    long sinceMs = of(topic).meshSinceMs;
    return sinceMs >= 0 && sinceMs <= beforeMs;
  }

  void broughtFirst(String topic, double cap) {
    Counters of = of(topic);
    of.first = Math.min(cap, of.first + 1);
  }

  void broughtInvalid(String topic) {
    of(topic).invalid++;
  }

  void misbehaved(double times) {
    misbehaviours += times;
  }

  /// Lets the counters of `topic` fade.
  void fade(String topic, double firstFactor, double invalidFactor, double toZero) {
    Counters of = of(topic);
    of.first = faded(of.first * firstFactor, toZero);
    of.invalid = faded(of.invalid * invalidFactor, toZero);
  }

  void fadeMisbehaviours(double factor, double toZero) {
    misbehaviours = faded(misbehaviours * factor, toZero);
  }

  void forgetTopic(String topic) {
    counters.remove(topic);
  }

  void backOff(String topic, long untilMs) {
    backoffs.merge(topic, untilMs, Math::max);
  }

  /// Milliseconds during which it must not be grafted yet, 0 or less if it may be.
  long backoffMs(String topic, long nowMs) {
    @Nullable Long until = backoffs.get(topic);
    return until == null ? -BACKOFF_SLACK_MS : until - nowMs;
  }

  /// Forgets those that ended before `beforeMs`.
  void expireBackoffs(long beforeMs) {
    backoffs.values().removeIf(until -> until <= beforeMs);
  }

  boolean hasBackoffs() {
    return !backoffs.isEmpty();
  }

  void beginHeartbeat() {
    ihaves = 0;
    asked = 0;
    answeredBytes = 0;
  }

  /// Counts an IHAVE; false if there were too many since the heartbeat.
  boolean takesIHave(int max) {
    return ++ihaves <= max;
  }

  /// Identifiers that may still be asked of it.
  int askable(int max) {
    return max - asked;
  }

  void ask(int count) {
    asked += count;
  }

  /// Counts what it is sent because it asked; false if that is too much.
  boolean takesAnswer(int bytes, long max) {
    if (answeredBytes + bytes > max) {
      return false;
    }
    answeredBytes += bytes;
    return true;
  }

  private Counters of(String topic) {
    return counters.computeIfAbsent(topic, key -> new Counters());
  }

  private static double faded(double value, double toZero) {
    return value < toZero ? 0 : value;
  }
}
