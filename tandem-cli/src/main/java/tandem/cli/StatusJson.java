package tandem.cli;

import tandem.devnet.JsonFile;
import tandem.devnet.PairView;
import tandem.pairprotocol.StateJson;
import tools.jackson.databind.node.ObjectNode;

/// A [PairView] for a program.
final class StatusJson {
  private StatusJson() {}

  static ObjectNode of(PairView view) {
    ObjectNode root = JsonFile.MAPPER.createObjectNode();
    root.set("gwat", gwat(view.gwat()));
    root.set("coordinator", coordinator(view.coordinator()));
    return root;
  }

  private static ObjectNode gwat(PairView.Seen<PairView.GwatView> half) {
    return switch (half) {
      case PairView.Seen.Yes<PairView.GwatView>(PairView.GwatView view) -> {
        ObjectNode object = JsonFile.MAPPER.createObjectNode();
        object.set("status", StateJson.encode(view.status()));
        object.set("coordinated", StateJson.encode(view.coordinated()));
        object.put("finalizedNumber", view.latest().number());
        object.put("finalizedHash", view.latest().hash().toHex());
        object.put("stateRoot", view.latest().stateRoot().toHex());
        yield object;
      }
      case PairView.Seen.No<PairView.GwatView>(String why) -> error(why);
    };
  }

  private static ObjectNode coordinator(PairView.Seen<PairView.CoordinatorView> half) {
    return switch (half) {
      case PairView.Seen.Yes<PairView.CoordinatorView>(PairView.CoordinatorView view) -> {
        ObjectNode object = JsonFile.MAPPER.createObjectNode();
        object.set("status", StateJson.encode(view.status()));
        object.put("headSlot", view.head().slot());
        object.put("headRoot", view.head().root().toHex());
        object.put("justifiedEpoch", view.finality().justifiedEpoch());
        object.put("finalizedEpoch", view.finality().finalizedEpoch());
        yield object;
      }
      case PairView.Seen.No<PairView.CoordinatorView>(String why) -> error(why);
    };
  }

  private static ObjectNode error(String why) {
    return JsonFile.MAPPER.createObjectNode().put("error", why);
  }
}
