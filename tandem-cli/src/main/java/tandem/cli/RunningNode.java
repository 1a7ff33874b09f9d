package tandem.cli;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import tandem.beaconnode.BeaconNode;
import tandem.beaconnode.BeaconNodeConfig;
import tandem.devnet.CoordinatorApi;
import tandem.devnet.ExitCode;
import tandem.devnet.GwatApi;
import tandem.devnet.Half;
import tandem.devnet.NodeFolder;
import tandem.devnet.Refusal;
import tandem.gwatnode.GwatNode;
import tandem.loop.ExitReason;
import tandem.loop.StartException;

/// A half or a pair that runs in this process.
interface RunningNode extends AutoCloseable {
  /// Completed when it has ended, by [#close] or by itself.
  CompletableFuture<Ended> ended();

  /// How its halves stand, by their own RPC.
  Map<Half, Question> questions();

  /// Ends it, within seconds.
  @Override
  void close();

  /// How it ended.
  ///
  /// @param sentence for the operator
  record Ended(ExitCode code, String sentence) {}

  /// Starts gwat.
  ///
  /// @throws Refusal if it cannot start
  static RunningNode gwat(NodeFolder folder) {
    return half(folder, startGwat(folder));
  }

  /// Starts the coordinator, with its gwat in another process.
  ///
  /// @throws Refusal if it cannot start
  static RunningNode coordinator(NodeFolder folder) {
    return half(folder, startCoordinator(folder, folder.httpLink()));
  }

  /// Starts both halves, with the link within this process. When one ends, so does the other.
  ///
  /// @throws Refusal if one of them cannot start
  static RunningNode pair(NodeFolder folder) {
    GwatNode gwatNode = startGwat(folder);
    RunningNode gwat = half(folder, gwatNode);
    try {
      BeaconNodeConfig.Link link = new BeaconNodeConfig.Link.InProcess(gwatNode.link());
      return new Pair(gwat, half(folder, startCoordinator(folder, link)));
    } catch (Refusal refusal) {
      gwat.close();
      throw refusal;
    }
  }

  private static GwatNode startGwat(NodeFolder folder) {
    try {
      return GwatNode.start(folder.gwatConfig());
    } catch (StartException e) {
      throw refusal(e.reason());
    }
  }

  private static BeaconNode startCoordinator(NodeFolder folder, BeaconNodeConfig.Link link) {
    try {
      return BeaconNode.start(folder.coordinatorConfig(link));
    } catch (StartException e) {
      throw refusal(e.reason());
    }
  }

  private static Refusal refusal(ExitReason reason) {
    return new Refusal(ExitCode.of(reason.code().number()), reason.text());
  }

  private static CompletableFuture<Ended> ended(CompletableFuture<ExitReason> reason) {
    return reason.thenApply(why -> new Ended(ExitCode.of(why.code().number()), why.text()));
  }

  private static RunningNode half(NodeFolder folder, GwatNode node) {
    GwatApi api = new GwatApi(folder.gwatUrl(node.rpcPort()), folder.jwtSecret());
    return new OneNode(
        ended(node.ended()),
        Map.of(Half.GWAT, api::status),
        () -> {
          node.close();
          api.close();
        });
  }

  private static RunningNode half(NodeFolder folder, BeaconNode node) {
    CoordinatorApi api = new CoordinatorApi(folder.coordinatorUrl(node.restPort()));
    return new OneNode(
        ended(node.ended()),
        Map.of(Half.COORDINATOR, api::status),
        () -> {
          node.close();
          api.close();
        });
  }

  /// One node.
  record OneNode(CompletableFuture<Ended> ended, Map<Half, Question> questions, Runnable closing)
      implements RunningNode {
    @Override
    public void close() {
      closing.run();
    }
  }

  /// Both nodes.
  record Pair(RunningNode gwat, RunningNode coordinator) implements RunningNode {
    @Override
    public CompletableFuture<Ended> ended() {
      return CompletableFuture.anyOf(gwat.ended(), coordinator.ended())
          .thenApply(Ended.class::cast);
    }

    @Override
    public Map<Half, Question> questions() {
      Map<Half, Question> all = new EnumMap<>(gwat.questions());
      all.putAll(coordinator.questions());
      return all;
    }

    /// The coordinator first: it calls gwat.
    @Override
    public void close() {
      coordinator.close();
      gwat.close();
    }
  }
}
