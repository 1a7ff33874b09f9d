package tandem.gwatstages;

import tandem.pairprotocol.ConsensusInfo;
import tandem.primitives.Hash32;

/// What gwat waits for, in one sentence (L3, pair-sync.md 10).
final class GwatWaiting {
  private GwatWaiting() {}

  static String sentence(GwatState state) {
    if (state.diskFull() != null) {
      return "Space on the disk: " + state.diskFull() + ".";
    }
    int peers = state.peerHeads().size();
    return switch (state.stage()) {
      case STARTING -> "The database to open.";
      case CHECKPOINT_SYNC -> {
        Hash32 target = state.target();
        String goal = target == null ? "" : " up to the checkpoint spine " + target.brief();
        yield peers == 0
            ? "Peers that have the finalised chain."
            : "Finalised blocks from " + peers + " peers" + goal + ".";
      }
      case DAG_SYNC ->
          peers == 0
              ? "Peers that have the DAG."
              : "The DAG above finalised number "
                  + state.lastFinalized()
                  + " from "
                  + peers
                  + " peers.";
      case HEAD_SYNC_READY -> {
        ConsensusInfo checkpoint = state.checkpoint();
        if (state.ready() && checkpoint != null) {
          yield "The coordinator's finalisation data from slot " + checkpoint.slot() + ".";
        }
        String error = state.lastError();
        yield error == null
            ? "The coordinator's readiness call."
            : "The coordinator's readiness call; the last one failed: " + error + ".";
      }
      case HEAD_SYNC ->
          state.pending() == null
              ? "The coordinator's data after slot " + state.lastAppliedSlot() + "."
              : "The execution of the coordinator's data.";
      case WORKING -> "Nothing: normal work.";
      case CATCH_UP ->
          "The coordinator, which is silent; the chain of peers is followed meanwhile.";
    };
  }
}
