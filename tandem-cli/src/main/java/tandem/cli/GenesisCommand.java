package tandem.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tandem.devnet.ExitCode;
import tandem.devnet.NetworkFiles;
import tandem.devnet.NetworkPlan;
import tandem.devnet.NetworkWriter;
import tandem.devnet.NodePorts;
import tandem.devnet.Refusal;
import tandem.primitives.Hash32;

/// `tandem genesis`.
@Command(
    name = "genesis",
    header = "Make a network: genesis, keys, a folder for each pair.",
    description = {
      "",
      "`gwat`, `coordinator` and `pair` run nodes from such folders. Nothing is overwritten; keys"
          + " are readable by their owner only.",
      ""
    },
    sortOptions = false)
final class GenesisCommand implements Callable<Integer> {
  @Option(
      names = "--dir",
      paramLabel = "DIR",
      required = true,
      description = "Where the network goes; a new or empty folder.")
  private Path dir = Path.of("");

  @Option(
      names = {"--pairs", "--nodes"},
      paramLabel = "N",
      defaultValue = "3",
      description = "Pairs that share the validators (default: ${DEFAULT-VALUE}).")
  private int pairs;

  @Option(
      names = "--observers",
      paramLabel = "N",
      defaultValue = "1",
      description = "Further pairs without validators (default: ${DEFAULT-VALUE}).")
  private int observers;

  @Mixin private GenesisOptions numbers = new GenesisOptions();

  @ArgGroup private Time time = new Time();

  /// When slot 0 begins.
  private static final class Time {
    @Option(
        names = "--genesis-delay",
        paramLabel = "S",
        description = "Seconds from now to the start of slot 0 (default: 30).")
    private @Nullable Long delayS;

    @Option(
        names = "--genesis-time",
        paramLabel = "T",
        description = "Start of slot 0 in seconds since 1970, instead.")
    private @Nullable Long timeS;
  }

  @Option(
      names = "--base-port",
      paramLabel = "PORT",
      defaultValue = "9000",
      description = {
        "Pair i, from 0, listens on loopback at this port + 10 i for gwat's peers, and at the next"
            + " three for gwat's RPC, the coordinator's peers, the Beacon API"
            + " (default: ${DEFAULT-VALUE})."
      })
  private int basePort;

  @Option(
      names = "--interop-keys",
      description =
          "Give the validators the keys that everybody can compute, instead of new ones: for"
              + " trials together with other programs.")
  private boolean publicKeys;

  @Option(
      names = "--jwt",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description =
          "Whether gwat's RPC asks for a token made with jwt.hex (default: ${DEFAULT-VALUE}).")
  private boolean jwt;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    NetworkPlan plan = plan(Instant.now().getEpochSecond());
    Hash32 hash = NetworkWriter.write(dir, plan, new SecureRandom());
    PrintWriter out = spec.commandLine().getOut();
    out.println("network   " + dir.resolve(NetworkFiles.NETWORK));
    out.println("genesis   " + hash.toHex());
    out.println("slot 0    " + Instant.ofEpochSecond(plan.genesisTimeS()));
    for (int node = 0; node < plan.nodes(); node++) {
      NodePorts ports = plan.ports().get(node);
      out.printf(
          "%-9s gwat RPC %d, Beacon API %d, %d validators%n",
          NetworkFiles.node(node),
          ports.gwatRpc(),
          ports.coordinatorRest(),
          plan.validatorsOf(node).size());
    }
    out.println("Start each: ./tandem pair --dir " + dir.resolve(NetworkFiles.node(0)));
    return ExitCode.OK.code();
  }

  private NetworkPlan plan(long nowS) {
    Long at = time.timeS;
    Long delay = time.delayS;
    if (basePort < 1 || basePort + (long) NodePorts.STRIDE * ((long) pairs + observers) > 65_536) {
      throw new Refusal(
          ExitCode.USAGE, "--base-port " + basePort + " leaves no room for the ports of all pairs");
    }
    List<NodePorts> ports = new ArrayList<>();
    for (int i = 0; i < pairs + observers; i++) {
      ports.add(NodePorts.ofBase(basePort, i));
    }
    return new NetworkPlan(
        pairs,
        observers,
        numbers.validators,
        numbers.creatorsPerPair,
        numbers.chainId,
        numbers.secondsPerSlot,
        numbers.slotsPerEpoch,
        at != null ? at : nowS + (delay != null ? delay : 30),
        numbers.accounts,
        NetworkPlan.BALANCE,
        publicKeys,
        jwt,
        ports);
  }
}
