package tandem.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.devnet.Agreement;
import tandem.devnet.JsonFile;
import tandem.devnet.PairView;
import tandem.devnet.StageHistory;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The object of `devnet --json`.
///
/// @param result how it ended
/// @param millis from the start of the command to its end
/// @param pairs a last look at each, the late one last
/// @param gwat stages of the late gwat; null if it was not started
/// @param coordinator stages of the late coordinator; null if it was not started
/// @param agreement the last one that was measured
record DevnetReport(
    Result result,
    long millis,
    List<PairView> pairs,
    @Nullable StageHistory gwat,
    @Nullable StageHistory coordinator,
    @Nullable Agreement agreement) {
  /// How a devnet ends.
  enum Result {
    /// The late pair works and agrees.
    SYNCED,
    /// It was stopped before that.
    STOPPED,
    /// Something did not come true; standard error says what.
    FAILED
  }

  ObjectNode toJson() {
    ObjectNode root = JsonFile.MAPPER.createObjectNode();
    root.put(
        "result",
        switch (result) {
          case SYNCED -> "synced";
          case STOPPED -> "stopped";
          case FAILED -> "failed";
        });
    root.put("seconds", millis / 1000.0);
    ArrayNode list = root.putArray("pairs");
    for (PairView pair : pairs) {
      ObjectNode entry = list.addObject();
      put(entry.putObject("gwat"), pair.gwat());
      putCoordinator(entry.putObject("coordinator"), pair.coordinator());
    }
    ObjectNode late = root.putObject("late");
    put(late.putArray("gwat"), gwat);
    put(late.putArray("coordinator"), coordinator);
    if (agreement == null) {
      root.putNull("agreement");
    } else {
      root.putObject("agreement")
          .put("number", agreement.number())
          .put("hash", agreement.hash().toHex())
          .put("stateRoot", agreement.stateRoot().toHex())
          .put("equal", agreement.equal());
    }
    return root;
  }

  /// A half that does not answer has nulls.
  private static void put(ObjectNode object, PairView.Seen<PairView.GwatView> half) {
    switch (half) {
      case PairView.Seen.Yes<PairView.GwatView>(PairView.GwatView view) ->
          object
              .put("stage", view.status().stage().name())
              .put("finalizedNumber", view.latest().number())
              .put("finalizedHash", view.latest().hash().toHex())
              .put("stateRoot", view.latest().stateRoot().toHex());
      case PairView.Seen.No<PairView.GwatView> _ ->
          object
              .putNull("stage")
              .putNull("finalizedNumber")
              .putNull("finalizedHash")
              .putNull("stateRoot");
    }
  }

  private static void putCoordinator(
      ObjectNode object, PairView.Seen<PairView.CoordinatorView> half) {
    switch (half) {
      case PairView.Seen.Yes<PairView.CoordinatorView>(PairView.CoordinatorView view) ->
          object
              .put("stage", view.status().stage().name())
              .put("headSlot", view.head().slot())
              .put("justifiedEpoch", view.finality().justifiedEpoch())
              .put("finalizedEpoch", view.finality().finalizedEpoch());
      case PairView.Seen.No<PairView.CoordinatorView> _ ->
          object
              .putNull("stage")
              .putNull("headSlot")
              .putNull("justifiedEpoch")
              .putNull("finalizedEpoch");
    }
  }

  private static void put(ArrayNode list, @Nullable StageHistory history) {
    if (history != null) {
      for (StageHistory.Visit visit : history.visits()) {
        list.addObject().put("stage", visit.stage().name()).put("enteredAtMs", visit.enteredAtMs());
      }
    }
  }
}
