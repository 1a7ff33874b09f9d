package tandem.pairprotocol;

/// The stages of a node, the same names everywhere: logs, metrics, RPC, REST (pair-sync.md 4).
public enum Stage {
  /// Opens and, if needed, repairs its database.
  STARTING,
  /// Takes the finalised chain from peers (R1).
  CHECKPOINT_SYNC,
  /// Takes what follows the finalised chain from peers (R2).
  DAG_SYNC,
  /// Waits for its other half (R3).
  HEAD_SYNC_READY,
  /// The coordinator's finalisation data is sent and applied (R4).
  HEAD_SYNC,
  /// Normal work (R5).
  WORKING,
  /// gwat only: the coordinator is silent, the finalised chain of peers is followed (R15).
  CATCH_UP
}
