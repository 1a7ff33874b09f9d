package tandem.beaconstages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.beaconstages.BeaconGate.Gossip;
import tandem.pairprotocol.ConsensusInfo;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.Stage;

/// The second table of pair-sync.md 4, once more and by hand (R3, R5).
class GateTest {
  private static final ConsensusInfo INFO = ConsensusInfo.plain(1, null, List.of());
  private static final Map<String, LinkRequest> CALLS =
      Map.of(
          "sync", new LinkRequest.Sync(INFO),
          "candidates", new LinkRequest.GetCandidates(1),
          "finalize", new LinkRequest.Finalize(List.of()),
          "validate", new LinkRequest.ValidateSpines(List.of()),
          "ready", new LinkRequest.HeadSyncReady(INFO),
          "headSync", new LinkRequest.HeadSync(List.of(), true),
          "chainId", new LinkRequest.ReadChainId(),
          "coordinated", new LinkRequest.ReadCoordinatedState());

  // STARTING, CHECKPOINT_SYNC, DAG_SYNC, HEAD_SYNC_READY, HEAD_SYNC, WORKING, CATCH_UP
  @ParameterizedTest
  @CsvSource({
    "sync,        - - - - - Y -",
    "candidates,  - - - - - Y -",
    "finalize,    - - - - - Y -",
    "validate,    - - - Y Y Y -",
    "ready,       - - - Y - - -",
    "headSync,    - - - - Y - -",
    "chainId,     Y Y Y Y Y Y -",
    "coordinated, Y Y Y Y Y Y -",
  })
  void callsInJustTheseStages(String call, String row) {
    String[] cells = row.split(" ");
    for (Stage stage : Stage.values()) {
      assertThat(BeaconGate.calls(stage, CALLS.get(call)))
          .as("%s in %s", call, stage)
          .isEqualTo(cells[stage.ordinal()].equals("Y"));
    }
  }

  @Test
  void processesGossipWhenItsOwnSyncIsOver() {
    assertThat(Stage.values())
        .extracting(BeaconGate::gossip)
        .containsExactly(
            Gossip.IGNORED,
            Gossip.IGNORED,
            Gossip.QUEUED,
            Gossip.PROCESSED,
            Gossip.PROCESSED,
            Gossip.PROCESSED,
            Gossip.IGNORED);
  }

  @Test
  void performsDutiesInWorkingAlone() {
    assertThat(Stage.values())
        .filteredOn(BeaconGate::performsDuties)
        .containsExactly(Stage.WORKING);
  }

  @Test
  void servesPeersInEveryStageOfItsOwn() {
    assertThat(Stage.values())
        .filteredOn(stage -> !BeaconGate.servesPeers(stage))
        .containsExactly(Stage.STARTING, Stage.CATCH_UP);
  }
}
