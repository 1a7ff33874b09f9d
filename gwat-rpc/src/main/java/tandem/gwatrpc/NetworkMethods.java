package tandem.gwatrpc;

import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tandem.crypto.Keccak256;
import tandem.gwatcore.GwatMachine;
import tandem.gwatcore.NodeConfig;
import tandem.gwatledger.LedgerReads;
import tandem.gwattypes.ChainConfig;
import tandem.gwattypes.Header;
import tandem.gwatwire.WfdagCodec;
import tandem.jsonrpc.JsonRpcException;
import tandem.jsonrpc.JsonRpcMethods;
import tandem.pairprotocol.Stage;
import tandem.pairprotocol.SyncStatus;
import tandem.primitives.Hash32;
import tandem.primitives.Hex;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What the node is, whom it is connected with, and how far it is.
final class NetworkMethods {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /// Tips in `admin_nodeInfo`.
  private static final int TIPS_MAX = 256;

  private record Sync(SyncStatus status, long coordinatedSlot, long maxSlot) {}

  private record Chain(NodeConfig config, long lastNumber, Hash32 genesis, List<Hash32> tips) {}

  private final Node node;
  private final NetworkAdmin network;

  NetworkMethods(Node node, NetworkAdmin network) {
    this.node = node;
    this.network = network;
  }

  void addTo(JsonRpcMethods methods) {
    methods
        .add("eth_chainId", this::chainId)
        .add("eth_syncing", this::syncing)
        .add("net_version", this::version)
        .add("net_listening", this::listening)
        .add("net_peerCount", this::peerCount)
        .add("web3_clientVersion", this::clientVersion)
        .add("web3_sha3", params -> sha3(Params.of(params, 1)))
        .add("admin_nodeInfo", this::nodeInfo)
        .add("admin_peers", this::peers)
        .add("admin_addPeer", this::addPeer);
  }

  private JsonNode chainId(@Nullable JsonNode given)
      throws JsonRpcException, TimeoutException, InterruptedException {
    Params.none(given);
    return JSON.stringNode(
        Hex.quantity(node.ask(machine -> machine.config().genesis().config().chainId())));
  }

  private JsonNode version(@Nullable JsonNode given)
      throws JsonRpcException, TimeoutException, InterruptedException {
    Params.none(given);
    return JSON.stringNode(Long.toString(node.ask(machine -> machine.config().networkId())));
  }

  /// `false` in WORKING only. Otherwise the original's object, with its name of the stage, and ours
  /// beside it.
  private JsonNode syncing(@Nullable JsonNode given)
      throws JsonRpcException, TimeoutException, InterruptedException {
    Params.none(given);
    Sync sync = node.ask(NetworkMethods::sync);
    SyncStatus status = sync.status();
    if (status.stage() == Stage.WORKING) {
      return JSON.booleanNode(false);
    }
    return JSON.objectNode()
        .put("startingBlock", Hex.quantity(status.start()))
        .put("currentBlock", Hex.quantity(status.current()))
        .put("highestBlock", Hex.quantity(status.target()))
        .put("pulledStates", "0x0")
        .put("knownStates", "0x0")
        .put("stage", originalName(status.stage()))
        .put("lastCoordSlot", sync.coordinatedSlot())
        .put("maxBlockSlot", sync.maxSlot())
        .put("pairStage", status.stage().name())
        .put("waitsFor", status.waitsFor());
  }

  private static Sync sync(GwatMachine machine) {
    LedgerReads reads = machine.reads();
    long maxSlot = reads.lastFinalized().header().slot();
    // Children have higher slots than their parents.
    for (Hash32 tip : machine.tips()) {
      Header header = reads.header(tip);
      maxSlot = header == null ? maxSlot : Math.max(maxSlot, header.slot());
    }
    LedgerReads.CoordinatedState coordinated = reads.coordinated();
    return new Sync(machine.status(), coordinated == null ? 0 : coordinated.slot(), maxSlot);
  }

  private static String originalName(Stage stage) {
    return switch (stage) {
      case STARTING, CHECKPOINT_SYNC -> "finalized";
      case DAG_SYNC -> "dag";
      case HEAD_SYNC_READY, HEAD_SYNC -> "head";
      case CATCH_UP -> "resync";
      case WORKING -> "none";
    };
  }

  private JsonNode listening(@Nullable JsonNode given) throws JsonRpcException {
    Params.none(given);
    return JSON.booleanNode(network.listenPort() > 0);
  }

  private JsonNode peerCount(@Nullable JsonNode given) throws JsonRpcException {
    Params.none(given);
    return JSON.stringNode(Hex.quantity(network.peers().size()));
  }

  private JsonNode clientVersion(@Nullable JsonNode given) throws JsonRpcException {
    Params.none(given);
    return JSON.stringNode(network.clientVersion());
  }

  private static JsonNode sha3(Params params) throws JsonRpcException {
    return JSON.stringNode(Keccak256.hash(params.bytes(0).unsafeArray()).toHex());
  }

  private JsonNode nodeInfo(@Nullable JsonNode given)
      throws JsonRpcException, TimeoutException, InterruptedException {
    Params.none(given);
    Chain chain =
        node.ask(machine ->
            new Chain(
                machine.config(),
                machine.reads().lastFinalized().number(),
                machine.reads().genesis().hash(),
                machine.tips().stream().sorted().limit(TIPS_MAX).toList()));
    ObjectNode info =
        JSON.objectNode()
            .put("id", network.id())
            .put("name", network.clientVersion())
            .put("enode", network.enode())
            .put("ip", network.listenHost())
            .put("listenAddr", network.listenHost() + ":" + network.listenPort());
    info.putObject("ports").put("discovery", 0).put("listener", network.listenPort());
    info.putObject("protocols").set("wfdag", protocol(chain));
    return info;
  }

  private static ObjectNode protocol(Chain chain) {
    ObjectNode wfdag = JSON.objectNode();
    wfdag.putArray("versions").add(WfdagCodec.VERSION);
    wfdag.put("network", chain.config().networkId());
    wfdag.put("genesis", chain.genesis().toHex());
    ChainConfig config = chain.config().genesis().config();
    wfdag
        .putObject("config")
        .put("chainId", config.chainId())
        .put("secondsPerSlot", config.secondsPerSlot())
        .put("slotsPerEpoch", chain.config().slotsPerEpoch());
    wfdag.put("lastFinNr", chain.lastNumber());
    ArrayNode dag = wfdag.putArray("dag");
    chain.tips().forEach(tip -> dag.add(tip.toHex()));
    return wfdag;
  }

  private JsonNode peers(@Nullable JsonNode given) throws JsonRpcException {
    Params.none(given);
    ArrayNode peers = JSON.arrayNode();
    for (NetworkAdmin.PeerView peer : network.peers()) {
      ObjectNode json =
          peers
              .addObject()
              .put("id", peer.id())
              .put("name", peer.name())
              .put("enode", peer.enode());
      ArrayNode caps = json.putArray("caps");
      peer.capabilities().forEach(caps::add);
      json.putObject("network")
          .put("localAddress", peer.localAddress())
          .put("remoteAddress", peer.remoteAddress())
          .put("inbound", peer.inbound())
          .put("trusted", false)
          .put("static", peer.isStatic());
      json.putObject("protocols").putObject("wfdag").put("version", WfdagCodec.VERSION);
    }
    return peers;
  }

  private JsonNode addPeer(@Nullable JsonNode given) throws JsonRpcException {
    String enode = Params.of(given, 1).text(0);
    try {
      network.addPeer(enode);
      return JSON.booleanNode(true);
    } catch (IllegalArgumentException e) {
      throw JsonRpcException.invalidParams("invalid enode: " + e.getMessage());
    }
  }
}
