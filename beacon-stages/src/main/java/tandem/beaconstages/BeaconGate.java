package tandem.beaconstages;

import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.Stage;

/// What the coordinator may do in which stage: the table of pair-sync.md 4, and nothing else
/// anywhere. The coordinator has no CATCH_UP; where it is asked about it, it may do nothing.
public final class BeaconGate {
  /// What becomes of gossiped blocks and attestations.
  public enum Gossip {
    IGNORED,
    /// What is near the head waits, bounded.
    QUEUED,
    PROCESSED
  }

  private BeaconGate() {}

  public static Gossip gossip(Stage stage) {
    return switch (stage) {
      case STARTING, CHECKPOINT_SYNC, CATCH_UP -> Gossip.IGNORED;
      case DAG_SYNC -> Gossip.QUEUED;
      case HEAD_SYNC_READY, HEAD_SYNC, WORKING -> Gossip.PROCESSED;
    };
  }

  /// Proposing, attesting, sync-committee duties.
  public static boolean performsDuties(Stage stage) {
    return stage == Stage.WORKING;
  }

  public static boolean servesPeers(Stage stage) {
    return switch (stage) {
      case STARTING, CATCH_UP -> false;
      case CHECKPOINT_SYNC, DAG_SYNC, HEAD_SYNC_READY, HEAD_SYNC, WORKING -> true;
    };
  }

  /// Whether this call may be made.
  public static boolean calls(Stage stage, LinkRequest request) {
    return switch (request) {
      case LinkRequest.Sync(_), LinkRequest.Finalize(_, _), LinkRequest.GetCandidates(_) ->
          stage == Stage.WORKING;
      case LinkRequest.HeadSyncReady(_) -> stage == Stage.HEAD_SYNC_READY;
      case LinkRequest.HeadSync(_, _) -> stage == Stage.HEAD_SYNC;
      // Needed to judge gossip and to attest; reads only.
      case LinkRequest.ValidateSpines(_) -> gossip(stage) == Gossip.PROCESSED;
      case LinkRequest.SyncSlotInfo(_, _, _),
          LinkRequest.ReadCoordinatedState(),
          LinkRequest.ReadSyncStatus(),
          LinkRequest.ReadChainId(),
          LinkRequest.ReadBlock(_) ->
          stage != Stage.CATCH_UP;
    };
  }
}
