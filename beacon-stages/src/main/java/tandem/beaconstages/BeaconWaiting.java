package tandem.beaconstages;

import org.jspecify.annotations.Nullable;
import tandem.pairprotocol.SyncState;

/// What the coordinator waits for, in one sentence (L3, pair-sync.md 10).
final class BeaconWaiting {
  private BeaconWaiting() {}

  static String sentence(BeaconState state) {
    RepairStep step = state.watchdog().step();
    return step == RepairStep.NONE
        ? plain(state)
        : plain(state) + " No result comes: " + step.text() + ".";
  }

  /// In one word. Whoever has peers or gwat to go on with is no waiter.
  static SyncState state(BeaconState state) {
    if (state.isStalled()) {
      return SyncState.STALLED;
    }
    return switch (state.stage()) {
      case STARTING -> SyncState.NOT_STARTED;
      case CHECKPOINT_SYNC, DAG_SYNC -> state.peers() == 0 ? SyncState.WAITING : SyncState.SYNCING;
      case HEAD_SYNC_READY, CATCH_UP -> SyncState.WAITING;
      case HEAD_SYNC -> SyncState.SYNCING;
      case WORKING -> SyncState.WORKING;
    };
  }

  private static String plain(BeaconState state) {
    return switch (state.stage()) {
      case STARTING -> "The database to open.";
      case CHECKPOINT_SYNC ->
          state.peers() == 0
              ? "Peers that have the finalised chain."
              : "Beacon blocks up to the best finalised epoch from " + state.peers() + " peers.";
      case DAG_SYNC ->
          state.peers() == 0
              ? "Peers that have the head."
              : "Beacon blocks up to the head from " + state.peers() + " peers.";
      case HEAD_SYNC_READY -> readiness(state);
      case HEAD_SYNC ->
          state.verifying()
              ? "gwat to say how far it is."
              : "gwat to apply finalisation data up to slot " + state.head().slot() + ".";
      case WORKING -> "Nothing: normal work.";
      case CATCH_UP -> "gwat.";
    };
  }

  private static String readiness(BeaconState state) {
    if (state.link().state() == Link.State.MISMATCH) {
      return "A gwat of this network: " + state.link().why() + ".";
    }
    if (!state.link().up()) {
      return "The link to gwat: " + state.link().why() + ".";
    }
    @Nullable Checkpoint checkpoint = state.checkpoint();
    String error = state.lastError();
    String from = checkpoint == null ? "" : " from checkpoint slot " + checkpoint.info().slot();
    return error == null
        ? "gwat to be ready" + from + "."
        : "gwat to be ready" + from + "; it answered: " + error + ".";
  }
}
