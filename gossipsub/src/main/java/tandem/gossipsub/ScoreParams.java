package tandem.gossipsub;

/// How peers are scored, whatever the topic (gossipsub v1.1; coordinator-net.md 2.6).
///
/// @param thresholds what follows from a score
/// @param topicScoreCap the most that all topics together can speak for a peer
/// @param addressWeight P6: weight, negative, of the square of connections above `addressThreshold`
///   from one address
/// @param behaviourWeight P7: weight, negative, of the square of misbehaviours above
///   `behaviourThreshold`
/// @param behaviourDecay of the misbehaviours, each `decayIntervalMs`
/// @param decayToZero what a counter is taken for 0 below
/// @param retainMs how long a bad score outlives its connection
public record ScoreParams(
    Thresholds thresholds,
    double topicScoreCap,
    double addressWeight,
    int addressThreshold,
    double behaviourWeight,
    double behaviourThreshold,
    double behaviourDecay,
    long decayIntervalMs,
    double decayToZero,
    long retainMs) {
  /// Scores at which something changes.
  ///
  /// @param gossip below it nothing is told to or asked of the peer
  /// @param publish below it our own messages are not sent to it
  /// @param graylist below it the peer is not listened to
  /// @param opportunisticGraft a mesh whose median is below it is looked after
  public record Thresholds(
      double gossip, double publish, double graylist, double opportunisticGraft) {}

  /// A topic's part (P1, P2, P4).
  ///
  /// @param weight of the topic
  /// @param meshTimeWeight P1: of each quantum that the peer is in our mesh
  /// @param meshTimeQuantumMs P1
  /// @param meshTimeCap P1: quanta at most
  /// @param firstWeight P2: of each message that the peer brought first
  /// @param firstDecay P2
  /// @param firstCap P2: messages at most
  /// @param invalidWeight P4: negative, of the square of invalid messages
  /// @param invalidDecay P4
  public record Topic(
      double weight,
      double meshTimeWeight,
      long meshTimeQuantumMs,
      double meshTimeCap,
      double firstWeight,
      double firstDecay,
      double firstCap,
      double invalidWeight,
      double invalidDecay) {
    /// A topic that says nothing about peers.
    public static final Topic NONE = new Topic(0, 0, 1_000, 0, 0, 0.5, 0, 0, 0.5);
  }
}
