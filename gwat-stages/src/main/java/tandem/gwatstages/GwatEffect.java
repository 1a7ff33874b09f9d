package tandem.gwatstages;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.pairprotocol.CallId;
import tandem.pairprotocol.ConsensusInfo;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.LinkResponse;
import tandem.pairprotocol.Stage;
import tandem.primitives.Hash32;

/// What gwat has to do. The node carries effects out in order; where one asks for a report, the
/// node feeds the report back before it takes the next event from outside.
public sealed interface GwatEffect {
  /// Take the finalised chain from peers, in place of whatever sync ran before: up to `target` and
  /// no further (R6), or as far as peers that answer go when it is null. Report
  /// [GwatEvent.SyncProgress] when the last number changes, [GwatEvent.CheckpointSyncDone] when
  /// there is nothing more to do.
  record StartCheckpointSync(@Nullable Hash32 target) implements GwatEffect {}

  /// Take the DAG above the last finalised block from several peers (R2, R16), in place of whatever
  /// sync ran before. A hash that all connected peers were asked for in vain is given up. Report
  /// [GwatEvent.DagSyncDone].
  record StartDagSync() implements GwatEffect {}

  /// Follow the finalised chain and the DAG of peers until told otherwise (R15). Report
  /// [GwatEvent.SyncProgress].
  record StartCatchUp() implements GwatEffect {}

  /// End the sync from peers; propagated blocks and wanted hashes go on.
  record StopSync() implements GwatEffect {}

  /// Want this block and all its ancestors, from all peers in turn, in the background. Asked again
  /// for the same hash, it changes nothing.
  record FetchMissing(Hash32 spine) implements GwatEffect {}

  /// Look at the spine (R12) and report [GwatEvent.CheckpointChecked]. Changes nothing.
  record CheckCheckpoint(CallId call, Hash32 spine) implements GwatEffect {}

  /// The checkpoint of a readiness call that is answered `true`: keep its creators for its slot,
  /// and its anchors. Finalised blocks above it stay as they are (cheap readiness).
  record TakeCheckpoint(ConsensusInfo checkpoint, Anchors anchors) implements GwatEffect {}

  /// Unwind the finalised chain to its last main-chain block below `spine`, or below the top when
  /// the spine is unknown, whose state is present; never below the floor. Report
  /// [GwatEvent.Repaired].
  record RepairFinalized(Hash32 spine) implements GwatEffect {}

  /// For each entry, in this order: keep its creators, finalise its spines with its anchors; stop
  /// at the first that cannot be applied. When `isFinal` and all is applied, unwind what is
  /// finalised above `end` (S3). Report [GwatEvent.HeadSyncApplied].
  ///
  /// @param entries by slot, each slot once, anchors filled in
  /// @param end the last spine that the coordinator has named, in these entries or before them;
  ///   null when it has finalised nothing, so that the chain is to end with genesis
  record ApplyHeadSync(
      CallId call, List<ConsensusInfo> entries, boolean isFinal, @Nullable Hash32 end)
      implements GwatEffect {}

  /// Finalise these spines in order; where they leave the finalised main chain, unwind to the last
  /// common block, not below the floor, in the same batch. Report [GwatEvent.FinalizeApplied].
  record ApplyFinalize(CallId call, List<Hash32> spines, Anchors anchors) implements GwatEffect {}

  /// A slot of normal work: keep its creators and anchors, and create blocks for those of its
  /// creators whose keys are here.
  record BeginSlot(ConsensusInfo info, Anchors anchors) implements GwatEffect {}

  /// Answer this admitted call, which only reads, from the ledger. An unknown hash in
  /// `ValidateSpines` is wanted from then on.
  record Serve(CallId call, LinkRequest request) implements GwatEffect {}

  /// Answer this call.
  record Answer(CallId call, LinkResponse response) implements GwatEffect {}

  /// The stage is another one from here on: one log line, one metric. Blocks that were kept aside
  /// in CHECKPOINT_SYNC are now inserted if the new stage accepts blocks.
  record StageChanged(Stage from, Stage to, String why, long tookMs) implements GwatEffect {}

  /// Something that an operator must know, once for each text.
  record Alarm(String text) implements GwatEffect {}

  /// End the process with the code for a full disk, after the answers before this have been sent.
  record ExitDiskFull(String fault) implements GwatEffect {}
}
