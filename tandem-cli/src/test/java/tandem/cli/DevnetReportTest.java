package tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.devnet.Agreement;
import tandem.devnet.CoordinatorApi;
import tandem.devnet.GwatApi;
import tandem.devnet.JsonFile;
import tandem.devnet.PairView;
import tandem.devnet.StageHistory;
import tandem.pairprotocol.CoordinatedState;
import tandem.pairprotocol.Stage;
import tandem.pairprotocol.SyncStatus;
import tandem.primitives.Hash32;

/// The shape of `devnet --json` is a promise to scripts.
class DevnetReportTest {
  private static final String ZERO = Hash32.ZERO.toHex();

  @Test
  void hasExactlyThePromisedMembers() {
    StageHistory history = StageHistory.startedAt(1_000).then(Stage.WORKING, 2_000);
    DevnetReport report =
        new DevnetReport(
            DevnetReport.Result.SYNCED,
            61_500,
            List.of(view()),
            history,
            history,
            new Agreement(7, Hash32.ZERO, Hash32.ZERO, true, "they agree"));

    assertThat(report.toJson().toString())
        .isEqualTo(
            compact(
                """
                {
                  "result": "synced",
                  "seconds": 61.5,
                  "pairs": [{
                    "gwat": {"stage": "WORKING", "finalizedNumber": 9, "finalizedHash": "ZERO",
                      "stateRoot": "ZERO"},
                    "coordinator": {"stage": "WORKING", "headSlot": 40, "justifiedEpoch": 4,
                      "finalizedEpoch": 3}
                  }],
                  "late": {
                    "gwat": [{"stage": "STARTING", "enteredAtMs": 1000},
                      {"stage": "WORKING", "enteredAtMs": 2000}],
                    "coordinator": [{"stage": "STARTING", "enteredAtMs": 1000},
                      {"stage": "WORKING", "enteredAtMs": 2000}]
                  },
                  "agreement": {"number": 7, "hash": "ZERO", "stateRoot": "ZERO", "equal": true}
                }
                """
                    .replace("ZERO", ZERO)));
  }

  @Test
  void keepsItsShapeWhereNothingIsKnown() {
    PairView silent = new PairView(new PairView.Seen.No<>("gone"), new PairView.Seen.No<>("gone"));
    DevnetReport report =
        new DevnetReport(DevnetReport.Result.FAILED, 0, List.of(silent), null, null, null);

    assertThat(report.toJson().toString())
        .isEqualTo(
            compact(
                """
                {
                  "result": "failed",
                  "seconds": 0.0,
                  "pairs": [{
                    "gwat": {"stage": null, "finalizedNumber": null, "finalizedHash": null,
                      "stateRoot": null},
                    "coordinator": {"stage": null, "headSlot": null, "justifiedEpoch": null,
                      "finalizedEpoch": null}
                  }],
                  "late": {"gwat": [], "coordinator": []},
                  "agreement": null
                }
                """));
  }

  private static String compact(String json) {
    return JsonFile.MAPPER.readTree(json).toString();
  }

  static PairView view() {
    SyncStatus status =
        new SyncStatus(Stage.WORKING, 5_000, 0, 9, 9, 8_000, 1.5, null, null, 3, "the next slot");
    CoordinatedState state =
        new CoordinatedState(
            Stage.WORKING, 32L, Hash32.ZERO, 40L, Hash32.ZERO, 9, Hash32.ZERO, 4, 2);
    GwatApi.BlockInfo latest = new GwatApi.BlockInfo(9, Hash32.ZERO, Hash32.ZERO, Hash32.ZERO, 3);
    return new PairView(
        new PairView.Seen.Yes<>(new PairView.GwatView(status, state, latest)),
        new PairView.Seen.Yes<>(
            new PairView.CoordinatorView(
                status,
                new CoordinatorApi.Head(40, Hash32.ZERO),
                new CoordinatorApi.Finality(4, 3))));
  }
}
