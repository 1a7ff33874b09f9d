package tandem.gossipsub;

/// The router's numbers.
///
/// @param mesh sizes of the mesh of a topic
/// @param times times
/// @param bounds what peers may make us hold or send
/// @param floodPublish whether our own messages go to every peer of the topic with a tolerable
///   score instead of the mesh alone: dearer, but nobody around us can hold them back
public record GossipParams(Mesh mesh, Times times, Bounds bounds, boolean floodPublish) {
  /// coordinator-net.md 2.1.
  public static final GossipParams DEFAULT =
      new GossipParams(
          new Mesh(8, 6, 12, 4, 2, 6, 0.25, 6, 3, 60, 2),
          new Times(700, 385_000, 60_000, 60_000, 10_000, 3_600_000, 3_000, 30_000),
          new Bounds(
              512, 200, 1_024, 1 << 20, 65_536, 4_096, 64 << 20, 1_024, 256, 32 << 20, 5_000, 10, 3,
              8 << 20),
          true);

  /// Sizes of a mesh.
  ///
  /// @param degree wanted peers (D)
  /// @param low below it more are grafted (Dlo)
  /// @param high above it some are pruned (Dhi)
  /// @param best kept for their score when some are pruned (Dscore)
  /// @param outbound kept because we dialed them (Dout), below `low` and at most half of `degree`
  /// @param lazy told of messages at least (Dlazy)
  /// @param gossipFactor part of the peers outside the mesh that is told of messages
  /// @param history heartbeats during which messages are kept
  /// @param gossip heartbeats during which messages are told of
  /// @param opportunisticTicks heartbeats from one opportunistic graft to the next
  /// @param opportunisticPeers peers of one opportunistic graft
  public record Mesh(
      int degree,
      int low,
      int high,
      int best,
      int outbound,
      int lazy,
      double gossipFactor,
      int history,
      int gossip,
      int opportunisticTicks,
      int opportunisticPeers) {
    public Mesh {
      if (low < 1 || low > degree || degree > high || best > degree) {
        throw new IllegalArgumentException("mesh of %d, %d to %d".formatted(degree, low, high));
      }
      if (outbound >= low || outbound > degree / 2 || gossip > history) {
        throw new IllegalArgumentException("%d outbound of %d".formatted(outbound, degree));
      }
    }
  }

  /// Times in milliseconds.
  ///
  /// @param heartbeatMs from one heartbeat to the next; the caller keeps it
  /// @param seenMs how long a message is known as seen
  /// @param fanoutMs how long peers are remembered for a topic that we only publish on
  /// @param pruneBackoffMs during which a pruned peer is not grafted
  /// @param leaveBackoffMs the same after we left the topic
  /// @param backoffMaxMs the longest backoff that a peer may ask for
  /// @param promiseMs within which a peer must send what it said it had
  /// @param verdictMs within which the node must say what a message is worth
  public record Times(
      long heartbeatMs,
      long seenMs,
      long fanoutMs,
      long pruneBackoffMs,
      long leaveBackoffMs,
      long backoffMaxMs,
      long promiseMs,
      long verdictMs) {}

  /// Bounds.
  ///
  /// @param peers connected at one time; more are not taken notice of
  /// @param topicsPerPeer subscriptions of a peer, also within one RPC
  /// @param retained peers that are remembered after they went, for their scores
  /// @param messageBytes of the data of one message
  /// @param seen messages known as seen
  /// @param cached messages that can be asked for
  /// @param cachedBytes their data
  /// @param pending messages that wait for a verdict
  /// @param pendingOfOne of these, those that one peer brought first
  /// @param pendingBytes their data
  /// @param ihaveIds identifiers that we ask of one peer in a heartbeat, or tell in one [Rpc.IHave]
  /// @param ihaves of one peer in a heartbeat
  /// @param retransmissions of one message to one peer that asks for it
  /// @param answerBytes sent to one peer in a heartbeat because it asked
  public record Bounds(
      int peers,
      int topicsPerPeer,
      int retained,
      int messageBytes,
      int seen,
      int cached,
      long cachedBytes,
      int pending,
      int pendingOfOne,
      long pendingBytes,
      int ihaveIds,
      int ihaves,
      int retransmissions,
      long answerBytes) {}

  public GossipParams withFloodPublish(boolean other) {
    return new GossipParams(mesh, times, bounds, other);
  }
}
