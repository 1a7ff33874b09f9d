package tandem.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tandem.devnet.NodeFolder;
import tandem.libp2p.Multiaddr;

/// What the command line may say otherwise than `config.json` about the coordinator.
final class CoordinatorOptions {
  @Option(
      names = "--coordinator-data",
      paramLabel = "DIR",
      description = "Folder of the coordinator's database and node key.")
  private @Nullable Path data;

  @Option(
      names = "--coordinator-host",
      paramLabel = "ADDRESS",
      description =
          "Where the coordinator listens for peers; loopback unless the folder says otherwise.")
  private @Nullable String p2pHost;

  @Option(
      names = "--coordinator-port",
      paramLabel = "PORT",
      description = "The port for the coordinator's peers; 0 takes a free one.")
  private @Nullable Integer p2pPort;

  @Option(
      names = "--rest-host",
      paramLabel = "ADDRESS",
      description = "Where the Beacon API is served; loopback unless the folder says otherwise.")
  private @Nullable String restHost;

  @Option(
      names = "--rest-port",
      paramLabel = "PORT",
      description = "The port of the Beacon API; 0 takes a free one.")
  private @Nullable Integer restPort;

  @Option(
      names = "--coordinator-peer",
      paramLabel = "MULTIADDR",
      description = "One more peer of the coordinator: /ip4/<ip>/tcp/<port>/p2p/<id>. Repeatable.")
  private List<Multiaddr> peers = new ArrayList<>();

  @Option(
      names = "--coordinator-alone",
      description = "The coordinator does not wait for peers: for the only node of a network.")
  private boolean alone;

  @Option(
      names = "--clock-offset-ms",
      hidden = true,
      description = "What is added to the system's clock: for trials of a wrong one.")
  private long clockOffsetMs;

  NodeFolder override(NodeFolder folder) {
    NodeFolder.Coordinator half = folder.coordinator();
    List<Multiaddr> all = new ArrayList<>(half.peers());
    all.addAll(peers);
    return folder.withCoordinator(
        new NodeFolder.Coordinator(
            or(data, half.data()),
            or(p2pHost, half.p2pHost()),
            or(p2pPort, half.p2pPort()),
            or(restHost, half.restHost()),
            or(restPort, half.restPort()),
            all,
            half.validators(),
            half.gwat(),
            alone,
            clockOffsetMs));
  }

  private static <T> T or(@Nullable T said, T otherwise) {
    return said == null ? otherwise : said;
  }
}
