package tandem.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tandem.devnet.NodeFolder;
import tandem.devp2p.EnodeUrl;

/// What the command line may say otherwise than `config.json` about gwat.
final class GwatOptions {
  @Option(
      names = "--gwat-data",
      paramLabel = "DIR",
      description = "Folder of gwat's database and node key.")
  private @Nullable Path data;

  @Option(
      names = "--gwat-host",
      paramLabel = "ADDRESS",
      description = "Where gwat listens for peers; loopback unless the folder says otherwise.")
  private @Nullable String p2pHost;

  @Option(
      names = "--gwat-port",
      paramLabel = "PORT",
      description = "The port for gwat's peers; 0 takes a free one.")
  private @Nullable Integer p2pPort;

  @Option(
      names = "--rpc-host",
      paramLabel = "ADDRESS",
      description = "Where gwat serves JSON-RPC; loopback unless the folder says otherwise.")
  private @Nullable String rpcHost;

  @Option(
      names = "--rpc-port",
      paramLabel = "PORT",
      description = "The port of gwat's JSON-RPC; 0 takes a free one.")
  private @Nullable Integer rpcPort;

  @Option(
      names = "--gwat-peer",
      paramLabel = "ENODE",
      description = "One more peer of gwat: enode://<id>@<host>:<port>. Repeatable.")
  private List<EnodeUrl> peers = new ArrayList<>();

  @Option(
      names = "--gwat-alone",
      description = "gwat does not wait for peers: for the only node of a network.")
  private boolean alone;

  NodeFolder override(NodeFolder folder) {
    NodeFolder.Gwat gwat = folder.gwat();
    List<EnodeUrl> all = new ArrayList<>(gwat.peers());
    all.addAll(peers);
    return folder.withGwat(
        new NodeFolder.Gwat(
            or(data, gwat.data()),
            or(p2pHost, gwat.p2pHost()),
            or(p2pPort, gwat.p2pPort()),
            or(rpcHost, gwat.rpcHost()),
            or(rpcPort, gwat.rpcPort()),
            all,
            gwat.keystore(),
            gwat.password(),
            alone));
  }

  private static <T> T or(@Nullable T said, T otherwise) {
    return said == null ? otherwise : said;
  }
}
