package tandem.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tandem.devnet.NodeFolder;
import tandem.devnet.Stop;

/// `tandem pair`.
@Command(
    name = "pair",
    header = "Run both halves of a pair in one process.",
    description = {
      "",
      "Runs until SIGINT or SIGTERM. The halves speak to each other within the process; other"
          + " programs reach them as they reach two processes.",
      ""
    },
    sortOptions = false)
final class PairCommand extends NodeCommand {
  @Mixin private GwatOptions gwat = new GwatOptions();
  @Mixin private CoordinatorOptions coordinator = new CoordinatorOptions();

  PairCommand(Stop stop) {
    super(stop);
  }

  @Override
  RunningNode start(NodeFolder folder) {
    return RunningNode.pair(folder);
  }

  @Override
  NodeFolder overridden(NodeFolder folder) {
    return coordinator.override(gwat.override(folder));
  }

  @Override
  String name() {
    return "the pair";
  }
}
