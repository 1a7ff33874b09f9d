package tandem.beaconstages;

import java.util.List;
import tandem.pairprotocol.CallId;
import tandem.pairprotocol.ConsensusInfo;
import tandem.pairprotocol.LinkOutcome;
import tandem.primitives.Hash32;

/// What happens to the coordinator, as far as its stages are concerned.
public sealed interface BeaconEvent {
  /// The database is open; the head is the last checkpoint (R22).
  record Opened(Head head) implements BeaconEvent {}

  /// Time has passed; at least once a second, better each 100 ms.
  record Tick() implements BeaconEvent {}

  /// Fork choice has another head.
  ///
  /// @param depth slots of the former head's chain that the new one does not share; 0 when it grew
  record HeadChanged(Head head, long depth) implements BeaconEvent {}

  /// Sent when it changes.
  ///
  /// @param connected peers whose status is known
  /// @param ahead of these, peers that claim a head more than an epoch after ours
  record Peers(int connected, int ahead) implements BeaconEvent {}

  /// While a sync from peers runs: how far it is, in slots.
  record SyncProgress(long slot, long targetSlot) implements BeaconEvent {}

  /// Phase 1 has nothing more to do: the head is at the best finalised epoch of peers that answer.
  /// Said again on each tick while it is so.
  record CheckpointSyncDone(int answered) implements BeaconEvent {}

  /// Phase 2 has nothing more to do: the head is the one that the majority of peers that answer
  /// knows. Said again on each tick while it is so.
  record DagSyncDone(int answered) implements BeaconEvent {}

  /// To [BeaconEffect.ChooseCheckpoint].
  record CheckpointChosen(Checkpoint checkpoint) implements BeaconEvent {}

  /// To [BeaconEffect.BuildHeadSync].
  record HeadSyncBuilt(HeadSyncData data) implements BeaconEvent {}

  /// To [BeaconEffect.BuildFinalize].
  ///
  /// @param root of the block up to which the spines go
  /// @param spines ascending, without repetition, at most `LinkRequest.SPINES_MAX`; empty when
  ///   there is nothing to finalise up to that block
  /// @param info of that block
  record FinalizeBuilt(Hash32 root, List<Hash32> spines, ConsensusInfo info)
      implements BeaconEvent {
    public FinalizeBuilt {
      spines = List.copyOf(spines);
    }
  }

  /// To [BeaconEffect.BuildSlot].
  record SlotBuilt(ConsensusInfo info) implements BeaconEvent {}

  /// To [BeaconEffect.Call]; each call has exactly one outcome, at the latest soon after its
  /// timeout.
  record Outcome(CallId call, LinkOutcome outcome) implements BeaconEvent {}

  /// A call that a duty made beside the stages was answered `synchronization`: gwat is not in
  /// WORKING.
  record GwatLeftWorking() implements BeaconEvent {}
}
