package tandem.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tandem.devnet.NodeFolder;
import tandem.devnet.Stop;

/// `tandem gwat`.
@Command(
    name = "gwat",
    header = "Run gwat, the half with the ledger.",
    description = {
      "",
      "Runs until SIGINT or SIGTERM. It waits for its coordinator as long as that takes.",
      ""
    },
    sortOptions = false)
final class GwatCommand extends NodeCommand {
  @Mixin private GwatOptions options = new GwatOptions();

  GwatCommand(Stop stop) {
    super(stop);
  }

  @Override
  RunningNode start(NodeFolder folder) {
    return RunningNode.gwat(folder);
  }

  @Override
  NodeFolder overridden(NodeFolder folder) {
    return options.override(folder);
  }

  @Override
  String name() {
    return "gwat";
  }
}
