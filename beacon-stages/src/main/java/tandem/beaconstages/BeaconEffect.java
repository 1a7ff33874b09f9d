package tandem.beaconstages;

import org.jspecify.annotations.Nullable;
import tandem.pairprotocol.CallId;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.Stage;
import tandem.primitives.Hash32;

/// What the coordinator has to do. The node carries effects out in order; where one asks for data
/// out of the database, the node feeds them back before it takes the next event from outside.
public sealed interface BeaconEffect {
  /// Sync from peers up to the best finalised epoch (R17, phase 1), in place of whatever sync ran
  /// before. Report [BeaconEvent.SyncProgress] and [BeaconEvent.CheckpointSyncDone].
  record StartCheckpointSync() implements BeaconEffect {}

  /// Sync from peers up to the head that most know (R17, phase 2). Report
  /// [BeaconEvent.SyncProgress] and [BeaconEvent.DagSyncDone].
  record StartDagSync() implements BeaconEffect {}

  /// End the sync from peers; gossip goes on.
  record StopSync() implements BeaconEffect {}

  /// Report [BeaconEvent.CheckpointChosen].
  ///
  /// @param stepBack 0: the justified checkpoint; 1: the finalised one; n ≥ 2: the epoch boundary
  ///   of the canonical chain 2^(n-2) epochs before the finalised one, or the oldest that is held
  record ChooseCheckpoint(int stepBack) implements BeaconEffect {}

  /// Report [BeaconEvent.HeadSyncBuilt] with the canonical chain from `checkpoint`, or after block
  /// `after`, towards the head: one entry a slot; a slot without a block brings its creators and
  /// repeats the finalizing before it, since blocks of the DAG may be of that slot. The first
  /// stretch begins `MERGE_WINDOW` slots before the checkpoint with entries that only bring
  /// creators (pair-sync.md 7).
  ///
  /// @param after block of the last entry that gwat confirmed; null for the first stretch
  /// @param maxSlots slots that the stretch may span
  record BuildHeadSync(Checkpoint checkpoint, @Nullable Hash32 after, long maxSlots)
      implements BeaconEffect {}

  /// Report [BeaconEvent.FinalizeBuilt]: all finalizing lists of the blocks after `applied`, or
  /// after its last ancestor on the chain of the head, up to `head` or as far as the bound allows.
  record BuildFinalize(Hash32 applied, Head head) implements BeaconEffect {}

  /// Report [BeaconEvent.SlotBuilt]: slot, creators by the head's state, finalizing of the head.
  /// The slot is the current one or, where slots were missed, one up to `MERGE_WINDOW` before it.
  record BuildSlot(long slot, Head head) implements BeaconEffect {}

  /// Call gwat and report [BeaconEvent.Outcome], `TimedOut` after `timeoutMs` at the latest.
  record Call(CallId call, LinkRequest request, long timeoutMs) implements BeaconEffect {}

  /// Ask gwat beside the call that is on its way, on another connection, and report
  /// [BeaconEvent.Outcome].
  record Probe(CallId call, LinkRequest request, long timeoutMs) implements BeaconEffect {}

  /// A result that is due does not come: one log line. While a sync from peers runs, its part of
  /// `step` is the node's to do; the others are done.
  record Repair(RepairStep step, String why) implements BeaconEffect {}

  /// The stage is another one from here on: one log line, one metric.
  record StageChanged(Stage from, Stage to, String why, long tookMs) implements BeaconEffect {}

  /// The link is up, down, or refused: one log line.
  record LinkChanged(boolean usable, String why) implements BeaconEffect {}

  /// Another checkpoint is tried from here on.
  record SteppedBack(int stepBack, String why) implements BeaconEffect {}

  /// gwat found the finalisation data of this head invalid.
  record HeadInvalidForGwat(Hash32 head, String why) implements BeaconEffect {}

  /// Something that an operator must know, once for each text.
  record Alarm(String text) implements BeaconEffect {}
}
