package tandem.beaconstages;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tandem.pairprotocol.ConsensusInfo;
import tandem.pairprotocol.FinalizeOrder;
import tandem.pairprotocol.LinkError;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.LinkResponse;
import tandem.pairprotocol.Reason;
import tandem.pairprotocol.Stage;
import tandem.primitives.Hash32;

/// WORKING: `dag_sync` once a slot, `dag_finalize` whenever the head is not what gwat has applied
/// (R21, beacon-rules.md 6).
///
/// No slot is left out, also not those that passed between head sync and now or while this node was
/// paused: without their creators gwat could not judge their blocks, and the first spine over one
/// of these would end the work. Slots older than the merge window need no creators any more.
final class Working {
  /// `MERGE_WINDOW` of ledger-rules.md 2.
  private static final long MERGE_WINDOW_SLOTS = 64;

  /// Epochs from one whose blocks are new to the first whose committees are others.
  private static final long COMMITTEES_FIXED_EPOCHS = 2;

  private Working() {}

  /// The slot comes first: its creators have only this slot.
  static void advance(BeaconTurn turn) {
    Hash32 applied = turn.applied;
    long slot = turn.params.slotAt(turn.nowMs);
    if (slot >= 1 && slot != turn.lastSlot) {
      // After a clock that was set back, the slot that it shows now.
      long missed = slot < turn.lastSlot ? slot : turn.lastSlot + 1;
      long next = Math.max(missed, Math.max(1, slot - MERGE_WINDOW_SLOTS));
      turn.emit(new BeaconEffect.BuildSlot(next, turn.head));
    } else if (applied != null && !applied.equals(turn.head.root())) {
      turn.emit(new BeaconEffect.BuildFinalize(applied, turn.head));
    }
  }

  /// The committees of an epoch, hence its creators, depend on the blocks up to the end of the
  /// epoch before the last. Blocks that the former head's chain did not have change them: all slots
  /// of the epochs concerned are told again.
  static void onHead(BeaconTurn turn, Head head, long depth) {
    long shared = turn.head.slot() - depth;
    if (!head.equals(turn.head)) {
      long epoch = (shared + 1) / turn.params.slotsPerEpoch() + COMMITTEES_FIXED_EPOCHS;
      turn.lastSlot = Math.min(turn.lastSlot, epoch * turn.params.slotsPerEpoch() - 1);
    }
  }

  static void onSlotBuilt(BeaconTurn turn, ConsensusInfo info) {
    if (turn.stage == Stage.WORKING && turn.pending == null && turn.link.up()) {
      turn.lastSlot = info.slot();
      turn.call(new LinkRequest.Sync(info));
    }
  }

  static void onFinalizeBuilt(BeaconTurn turn, BeaconEvent.FinalizeBuilt built) {
    Hash32 root = built.root();
    List<Hash32> spines = built.spines();
    if (turn.stage != Stage.WORKING || turn.pending != null || !turn.link.up()) {
      return;
    }
    if (!spines.isEmpty()) {
      turn.call(
          new LinkRequest.Finalize(spines, nextOrder(turn, built.info())),
          turn.params.callTimeoutMs(),
          root);
    } else if (Objects.equals(root, turn.applied)) {
      // No way from here to the head; it may move.
      turn.pause(turn.params.headSyncReadyIntervalMs());
    } else {
      turn.applied = root;
    }
  }

  /// A `dag_finalize` that is executed late, after its successor, must not take gwat back to a
  /// branch that was left: so a gwat that has named its order is told where each call stands in the
  /// row.
  private static @Nullable FinalizeOrder nextOrder(BeaconTurn turn, ConsensusInfo info) {
    Long last = turn.order;
    if (last == null) {
      return null;
    }
    long next = last + 1;
    turn.order = next;
    return new FinalizeOrder(next, info.slot(), info.justifiedSpine(), info.finalizedSpine());
  }

  static void onSyncAnswer(BeaconTurn turn, LinkResponse response) {
    if (turn.stage != Stage.WORKING) {
      return;
    }
    if (response instanceof LinkResponse.Refused(LinkError error)) {
      onRefused(turn, "dag_sync", error);
    } else if (Objects.equals(turn.applied, turn.head.root())) {
      turn.watchdog = turn.watchdog.result(turn.nowMs);
    }
  }

  static void onFinalizeAnswer(BeaconTurn turn, @Nullable Hash32 upTo, LinkResponse response) {
    if (turn.stage != Stage.WORKING) {
      return;
    }
    if (response instanceof LinkResponse.Refused(LinkError error)) {
      onRefused(turn, "dag_finalize", error);
    } else {
      turn.applied = upTo;
      turn.watchdog = turn.watchdog.result(turn.nowMs);
      turn.progress = turn.progress.at(turn.nowMs, turn.head.slot(), turn.head.slot());
    }
  }

  /// Only `busy` passes by itself. Any other no means that gwat is not where we believe it to be.
  private static void onRefused(BeaconTurn turn, String method, LinkError error) {
    turn.lastError = error.brief();
    if (error.reason() == Reason.BUSY) {
      turn.pause(turn.params.headSyncReadyIntervalMs());
      return;
    }
    if (error.reason() == Reason.INVALID_BLOCK) {
      HeadSyncing.markInvalid(turn, error);
    }
    if (error.reason() == Reason.BELOW_FLOOR) {
      turn.alarm("gwat and coordinator contradict each other: " + error.message());
    }
    turn.backToReadiness(method + " was refused: " + error.brief());
  }
}
