package tandem.gwatstages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tandem.gwatstages.GwatGate.Blocks;
import tandem.gwatstages.GwatGate.Readiness;
import tandem.pairprotocol.ConsensusInfo;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.LinkResponse;
import tandem.pairprotocol.Reason;
import tandem.pairprotocol.Stage;

/// The table of pair-sync.md 4, once more and by hand (R3, R5, R8, R10, R11).
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
          "slotInfo", new LinkRequest.SyncSlotInfo(1, 1, 1),
          "coordinated", new LinkRequest.ReadCoordinatedState(),
          "status", new LinkRequest.ReadSyncStatus(),
          "block", new LinkRequest.ReadBlock(null));

  // In the order of Stage: STARTING, CHECKPOINT_SYNC, DAG_SYNC, HEAD_SYNC_READY, HEAD_SYNC,
  // WORKING,
  // CATCH_UP. Y admits; S, L, N, B, T refuse with synchronization, locked, not ready, busy,
  // starting.
  @ParameterizedTest
  @CsvSource({
    "sync,        NONE,  S S S S S Y S",
    "candidates,  NONE,  S S S S S Y S",
    "finalize,    NONE,  S S S S S Y S",
    "sync,        READY, S S S S S Y S",
    "sync,        BUSY,  S S S S S Y S",
    "finalize,    BUSY,  S S S S S B S",
    "candidates,  BUSY,  S S S S S Y S",
    "validate,    NONE,  S S Y Y Y Y Y",
    "validate,    BUSY,  S S Y Y Y Y Y",
    "ready,       NONE,  L L L Y Y Y Y",
    "ready,       READY, L L L Y Y Y Y",
    "ready,       BUSY,  L L L B B B B",
    "headSync,    NONE,  N N N N N N N",
    "headSync,    READY, N N N Y Y N N",
    "headSync,    BUSY,  N N N B B N N",
    "slotInfo,    NONE,  T Y Y Y Y Y Y",
    "coordinated, NONE,  T Y Y Y Y Y Y",
    "block,       BUSY,  T Y Y Y Y Y Y",
    "status,      NONE,  Y Y Y Y Y Y Y",
    "status,      BUSY,  Y Y Y Y Y Y Y",
  })
  void servesACallInJustTheseStages(String call, Readiness readiness, String row) {
    String[] cells = row.split(" ");
    for (Stage stage : Stage.values()) {
      GwatGate.Verdict verdict = GwatGate.decide(stage, readiness, CALLS.get(call));
      assertThat(letter(verdict))
          .as("%s in %s, %s", call, stage, readiness)
          .isEqualTo(cells[stage.ordinal()]);
    }
  }

  private static String letter(GwatGate.Verdict verdict) {
    return switch (verdict) {
      case GwatGate.Verdict.Admit() -> "Y";
      case GwatGate.Verdict.Refuse(Reason reason) ->
          switch (reason) {
            case SYNCHRONIZATION -> "S";
            case PROCEDURE_LOCKED -> "L";
            case NOT_READY -> "N";
            case BUSY -> "B";
            case STARTING -> "T";
            default -> reason.name();
          };
    };
  }

  @Test
  void takesPropagatedBlocksInEveryStageButTheFirst() {
    assertThat(Stage.values())
        .extracting(GwatGate::propagatedBlocks)
        .containsExactly(
            Blocks.REFUSED,
            Blocks.ASIDE,
            Blocks.ACCEPTED,
            Blocks.ACCEPTED,
            Blocks.ACCEPTED,
            Blocks.ACCEPTED,
            Blocks.ACCEPTED);
  }

  @Test
  void relaysOnceTheFinalisedChainIsThere() {
    assertThat(Stage.values())
        .extracting(GwatGate::relays)
        .containsExactly(false, false, true, true, true, true, true);
  }

  @Test
  void createsBlocksInWorkingAlone() {
    assertThat(Stage.values()).filteredOn(GwatGate::createsBlocks).containsExactly(Stage.WORKING);
  }

  /// The machine asks the gate, and a refusal changes nothing but what is remembered of the caller.
  @ParameterizedTest
  @EnumSource(Stage.class)
  void refusesAtTheDoorWithoutAnyEffect(Stage stage) {
    for (LinkRequest request : CALLS.values()) {
      TestGwat gwat = TestGwat.in(stage);
      boolean admitted =
          GwatGate.decide(stage, gwat.state.readiness(), request) instanceof GwatGate.Verdict.Admit;
      LinkResponse answer = gwat.call(request);
      if (!admitted) {
        assertThat(answer).isInstanceOf(LinkResponse.Refused.class);
        assertThat(gwat.refusal().stage()).isEqualTo(stage);
        assertThat(gwat.effects).hasSize(1);
        assertThat(gwat.stage()).isEqualTo(stage);
      }
    }
  }
}
