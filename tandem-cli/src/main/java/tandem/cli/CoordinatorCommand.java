package tandem.cli;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tandem.devnet.NodeFolder;
import tandem.devnet.Stop;

/// `tandem coordinator`.
@Command(
    name = "coordinator",
    header = "Run the coordinator, the half with the beacon chain.",
    description = {
      "",
      "Runs until SIGINT or SIGTERM. It waits for its gwat as long as that takes.",
      ""
    },
    sortOptions = false)
final class CoordinatorCommand extends NodeCommand {
  @Mixin private CoordinatorOptions options = new CoordinatorOptions();

  @Option(
      names = "--gwat",
      paramLabel = "URL",
      description = "Where the RPC of its gwat is: http://<host>:<port>.")
  private @Nullable URI gwat;

  CoordinatorCommand(Stop stop) {
    super(stop);
  }

  @Override
  RunningNode start(NodeFolder folder) {
    return RunningNode.coordinator(folder);
  }

  @Override
  NodeFolder overridden(NodeFolder folder) {
    NodeFolder changed = options.override(folder);
    NodeFolder.Coordinator half = changed.coordinator();
    URI url = gwat;
    return url == null ? changed : changed.withCoordinator(half.withGwat(url));
  }

  @Override
  String name() {
    return "the coordinator";
  }
}
