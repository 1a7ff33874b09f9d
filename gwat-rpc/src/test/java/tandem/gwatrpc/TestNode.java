package tandem.gwatrpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tandem.gwatcore.GwatMachine;
import tandem.gwatcore.NodeConfig;
import tandem.gwatcore.NodeEffect;
import tandem.gwatcore.NodeEvent;
import tandem.gwatledger.LedgerConfig;
import tandem.gwatledger.LedgerPorts;
import tandem.gwatledger.TransferExecutor;
import tandem.gwatpool.PoolLimits;
import tandem.gwatstages.GwatStageParams;
import tandem.gwattypes.BlockSigner;
import tandem.gwattypes.ChainConfig;
import tandem.gwattypes.Genesis;
import tandem.gwattypes.GenesisAccount;
import tandem.gwattypes.SealVerifier;
import tandem.gwattypes.Transaction;
import tandem.gwattypes.TransactionBody;
import tandem.jsonrpc.JsonRpcConfig;
import tandem.jsonrpc.JsonRpcServer;
import tandem.loop.EventLoop;
import tandem.pairprotocol.ConsensusInfo;
import tandem.pairprotocol.LinkJson;
import tandem.pairprotocol.Stage;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.primitives.Hex;
import tandem.primitives.U256;
import tandem.store.MemoryStore;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A whole gwat with a database in memory, an event loop under a clock that the test sets, and RPC
/// on a free port. The test is its coordinator, over RPC.
final class TestNode implements AutoCloseable {
  static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  static final long CHAIN_ID = 77;
  static final long NETWORK_ID = 78;
  static final long GENESIS_S = 1_000_000;
  static final long SLOT_MS = 4_000;
  static final long SLOTS_PER_EPOCH = 8;
  static final Bytes CREATOR_KEY = Bytes.fromHex("11".repeat(32));
  static final Bytes PAYER_KEY = Bytes.fromHex("22".repeat(32));
  static final Address CREATOR = BlockSigner.secp256k1(CREATOR_KEY).address();
  static final Address PAYER = BlockSigner.secp256k1(PAYER_KEY).address();
  static final Address PAYEE = Address.fromHex("0x" + "33".repeat(20));
  static final Address CONTRACT = Address.fromHex("0x" + "44".repeat(20));
  static final U256 WEALTH = U256.of(1_000_000_000_000_000_000L);
  static final Genesis GENESIS = genesis();

  private static final JsonMapper MAPPER = JsonMapper.shared();

  final MemoryStore store;
  final AtomicLong nowMs = new AtomicLong((GENESIS_S - 5) * 1_000);
  final TestNetwork network = new TestNetwork();
  final GwatRpc rpc = new GwatRpc(nowMs.get(), network);
  final JsonRpcServer server;
  final HttpClient http = HttpClient.newHttpClient();
  final List<NodeEffect> effects = new CopyOnWriteArrayList<>();
  private @Nullable EventLoop<NodeEvent, NodeEffect, GwatMachine> loop;
  private long slot;
  private long nextNonce;

  private TestNode(MemoryStore store, JsonRpcConfig config) throws Exception {
    this.store = store;
    this.server = JsonRpcServer.start(config, rpc.methods());
  }

  /// RPC is served; the database is not open yet.
  static TestNode starting() throws Exception {
    return starting(new MemoryStore());
  }

  static TestNode starting(MemoryStore store) throws Exception {
    return new TestNode(store, JsonRpcConfig.loopback(0));
  }

  /// In HEAD_SYNC_READY: before genesis there is nothing to sync.
  static TestNode waiting() throws Exception {
    TestNode node = starting();
    node.open();
    node.awaitStage(Stage.HEAD_SYNC_READY);
    return node;
  }

  static TestNode working() throws Exception {
    TestNode node = waiting();
    node.headSync();
    return node;
  }

  private static Genesis genesis() {
    TreeMap<Address, GenesisAccount> alloc = new TreeMap<>();
    alloc.put(CREATOR, GenesisAccount.ofBalance(WEALTH));
    alloc.put(PAYER, GenesisAccount.ofBalance(WEALTH));
    return new Genesis(
        ChainConfig.ordered(CHAIN_ID, SLOT_MS / 1_000, SLOTS_PER_EPOCH),
        GENESIS_S,
        Bytes.EMPTY,
        8_000_000,
        Address.ZERO,
        Genesis.DEFAULT_BASE_FEE,
        alloc);
  }

  void open() {
    NodeConfig config =
        new NodeConfig(
            GENESIS,
            NETWORK_ID,
            SLOTS_PER_EPOCH,
            Map.of(CREATOR, BlockSigner.secp256k1(CREATOR_KEY)),
            GwatStageParams.defaults(true, GENESIS_S * 1_000, SLOT_MS),
            PoolLimits.DEFAULT);
    LedgerConfig defaults = LedgerConfig.of(GENESIS);
    LedgerConfig ledger =
        new LedgerConfig(
            defaults.chainId(),
            defaults.genesisTimeS(),
            defaults.secondsPerSlot(),
            defaults.maxDagBlocks(),
            defaults.maxPendingBlocks(),
            defaults.maxBatchBytes(),
            defaults.dagSlotsLimit(),
            true,
            Bytes.EMPTY);
    GwatMachine machine =
        GwatMachine.open(
            nowMs.get(),
            store,
            config,
            ledger,
            new LedgerPorts(new TransferExecutor(), SealVerifier.secp256k1()),
            this::act);
    loop =
        EventLoop.start(
            "gwat-test",
            machine,
            NodeEvent.Tick::new,
            this::act,
            fault -> fault.printStackTrace(),
            nowMs::get,
            new EventLoop.Settings(1_000, 1_000, 2));
    rpc.opened(loop());
  }

  EventLoop<NodeEvent, NodeEffect, GwatMachine> loop() {
    EventLoop<NodeEvent, NodeEffect, GwatMachine> running = loop;
    assertThat(running).isNotNull();
    return running;
  }

  <T> T ask(Function<GwatMachine, T> question) {
    try {
      return loop().ask(question, Duration.ofSeconds(20));
    } catch (TimeoutException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  void awaitStage(Stage stage) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (ask(GwatMachine::stage) != stage && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(ask(GwatMachine::stage)).isEqualTo(stage);
  }

  private void act(NodeEffect effect) {
    effects.add(effect);
    switch (effect) {
      case NodeEffect.Answer(var call, var response) -> rpc.onAnswer(call, response);
      case NodeEffect.TransactionAnswer(long id, var admission) ->
          rpc.onTransactionAnswer(id, admission);
      case NodeEffect.Send _, NodeEffect.Disconnect _, NodeEffect.StageChanged _ -> {}
      case NodeEffect.Finalized _, NodeEffect.BlockCreated _, NodeEffect.Alarm _ -> {}
      case NodeEffect.Note _, NodeEffect.ExitDiskFull _ -> {}
    }
  }

  // The coordinator

  static Hash32 genesisHash() {
    return GENESIS.build().hash();
  }

  static ConsensusInfo genesisInfo() {
    Hash32 hash = genesisHash();
    return new ConsensusInfo(0, List.of(), List.of(hash), hash, hash);
  }

  void headSync() throws Exception {
    assertThat(result("dag_headSyncReady", LinkJson.encode(genesisInfo())).booleanValue()).isTrue();
    ArrayNode data = JSON.arrayNode().add(LinkJson.encode(genesisInfo()));
    assertThat(result("dag_headSync", data).booleanValue()).isTrue();
    awaitStage(Stage.WORKING);
  }

  /// A slot begins, and its creator makes a block.
  ///
  /// @return the slot
  long beginSlot() throws Exception {
    slot++;
    nowMs.set(GENESIS_S * 1_000 + slot * SLOT_MS + 1_000);
    Hash32 genesis = genesisHash();
    ConsensusInfo info =
        new ConsensusInfo(slot, List.of(CREATOR), List.of(genesis), genesis, genesis);
    assertThat(result("dag_sync", LinkJson.encode(info)).get("error").isNull()).isTrue();
    return slot;
  }

  /// Finalises all candidates.
  void finalizeAll() throws Exception {
    JsonNode candidates = result("dag_getCandidates", JSON.numberNode(slot)).get("candidates");
    assertThat(result("dag_finalize", candidates).get("error").isNull()).isTrue();
  }

  void runSlots(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      beginSlot();
      finalizeAll();
    }
  }

  // RPC

  JsonNode result(String method, JsonNode... params) throws Exception {
    JsonNode answer = answer(method, params);
    assertThat(answer.get("error")).as(answer.toString()).isNull();
    return answer.get("result");
  }

  JsonNode error(String method, JsonNode... params) throws Exception {
    JsonNode answer = answer(method, params);
    assertThat(answer.get("error")).as(answer.toString()).isNotNull();
    return answer.get("error");
  }

  JsonNode answer(String method, JsonNode... params) throws Exception {
    ArrayNode array = JSON.arrayNode();
    for (JsonNode param : params) {
      array.add(param);
    }
    return answerTo(method, array);
  }

  JsonNode answerTo(String method, @Nullable JsonNode params) throws Exception {
    ObjectNode call = JSON.objectNode().put("jsonrpc", "2.0").put("id", 1).put("method", method);
    if (params != null) {
      call.set("params", params);
    }
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/"))
            .timeout(Duration.ofSeconds(20))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(call.toString()))
            .build();
    return MAPPER.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  static JsonNode text(String value) {
    return JSON.stringNode(value);
  }

  static JsonNode json(String value) {
    return MAPPER.readTree(value.replace('\'', '"'));
  }

  // Transactions of the payer

  Transaction transfer(long value) {
    return body(nextNonce++, value, 2_000_000_000L).sign(PAYER_KEY);
  }

  static TransactionBody body(long nonce, long value, long maxFee) {
    return TransactionBody.dynamicFee(
        CHAIN_ID,
        nonce,
        U256.of(1_000),
        U256.of(maxFee),
        21_000,
        PAYEE,
        U256.of(value),
        Bytes.EMPTY);
  }

  JsonNode send(Transaction transaction) throws Exception {
    return answer("eth_sendRawTransaction", text(transaction.encoded().toHex()));
  }

  @Override
  public void close() {
    http.close();
    server.close();
    rpc.close();
    if (loop != null) {
      loop.close();
    }
  }

  /// What the node would know of its network.
  static final class TestNetwork implements NetworkAdmin {
    final List<PeerView> peers = new ArrayList<>();
    final List<String> added = new ArrayList<>();

    @Override
    public String clientVersion() {
      return "tandem-gwat/test";
    }

    @Override
    public String id() {
      return "ab".repeat(32);
    }

    @Override
    public String enode() {
      return "enode://" + "ab".repeat(64) + "@127.0.0.1:30303";
    }

    @Override
    public String listenHost() {
      return "127.0.0.1";
    }

    @Override
    public int listenPort() {
      return 30303;
    }

    @Override
    public List<PeerView> peers() {
      return peers;
    }

    @Override
    public void addPeer(String enode) {
      if (!enode.startsWith("enode://")) {
        throw new IllegalArgumentException("not an enode URL");
      }
      added.add(enode);
    }
  }

  static String quantity(long value) {
    return Hex.quantity(value);
  }
}
