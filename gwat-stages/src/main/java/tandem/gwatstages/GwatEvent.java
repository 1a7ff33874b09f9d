package tandem.gwatstages;

import java.util.List;
import tandem.pairprotocol.CallId;
import tandem.pairprotocol.LinkRequest;

/// What happens to gwat, as far as its stages are concerned.
public sealed interface GwatEvent {
  /// The database is open and whole (S8).
  record Opened(long lastFinalizedNumber) implements GwatEvent {}

  /// Time has passed; at least once a second, better each 100 ms.
  record Tick() implements GwatEvent {}

  /// The coordinator calls. Each call is answered by exactly one [GwatEffect.Answer] or handed back
  /// by one [GwatEffect.Serve].
  record LinkCall(CallId call, LinkRequest request) implements GwatEvent {}

  /// The finalised numbers that the connected peers claim, one each; sent when they change. Claims,
  /// not facts: they decide nothing but whether several peers seem to be ahead.
  record PeerHeads(List<Long> finalizedNumbers) implements GwatEvent {
    public PeerHeads {
      finalizedNumbers = List.copyOf(finalizedNumbers);
    }
  }

  /// While chain, DAG or catch-up sync runs: how far it is.
  ///
  /// @param target the last number that a peer which answers has, or that of the target spine
  record SyncProgress(long lastFinalizedNumber, long target) implements GwatEvent {}

  /// The chain sync has nothing more to do. Said again on each tick while it is so, for the machine
  /// may find that too few peers have answered.
  ///
  /// @param targetReached whether the target spine is finalised
  /// @param answered connected peers that answered in this sync and have no next number
  record CheckpointSyncDone(boolean targetReached, int answered) implements GwatEvent {}

  /// Every peer that was asked for its DAG has answered or failed and nothing of it is wanted any
  /// more. Said again on each tick while it is so.
  record DagSyncDone(int answered) implements GwatEvent {}

  /// To [GwatEffect.CheckCheckpoint].
  record CheckpointChecked(CallId call, CheckpointCheck check) implements GwatEvent {}

  /// To [GwatEffect.ApplyHeadSync].
  record HeadSyncApplied(CallId call, Application result) implements GwatEvent {}

  /// To [GwatEffect.ApplyFinalize].
  record FinalizeApplied(CallId call, Application result) implements GwatEvent {}

  /// To [GwatEffect.RepairFinalized].
  record Repaired(long lastFinalizedNumber) implements GwatEvent {}

  /// Nothing can be written any more.
  ///
  /// @param fault one sentence: which file system, how much is left
  record DiskFull(String fault) implements GwatEvent {}
}
