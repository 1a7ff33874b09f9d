package tandem.gwatnode;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tandem.devp2p.Devp2pConfig;
import tandem.devp2p.Devp2pServer;
import tandem.devp2p.EnodeUrl;
import tandem.devp2p.Limits;
import tandem.gwatcore.GwatMachine;
import tandem.gwatcore.NodeConfig;
import tandem.gwatcore.NodeEffect;
import tandem.gwatcore.NodeEvent;
import tandem.gwatledger.LedgerColumns;
import tandem.gwatledger.LedgerConfig;
import tandem.gwatledger.LedgerPorts;
import tandem.gwatledger.TransferExecutor;
import tandem.gwatledger.WrongGenesisException;
import tandem.gwatpool.PoolLimits;
import tandem.gwatrpc.GwatRpc;
import tandem.gwatstages.GwatStageParams;
import tandem.gwattypes.Genesis;
import tandem.gwattypes.SealVerifier;
import tandem.jsonrpc.JsonRpcConfig;
import tandem.jsonrpc.JsonRpcLimits;
import tandem.jsonrpc.JsonRpcServer;
import tandem.jsonrpc.JwtSecret;
import tandem.loop.EventLoop;
import tandem.loop.ExitReason;
import tandem.loop.Shutdown;
import tandem.loop.StartException;
import tandem.pairprotocol.GwatLink;
import tandem.store.RocksStore;
import tandem.store.StoreException;

/// A running gwat node. All methods are thread-safe.
public final class GwatNode implements AutoCloseable {
  static final String CLIENT_VERSION = "tandem-gwat/0.1.0";

  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(30);

  private final Shutdown shutdown;
  private final GwatRpc rpc;
  private final JsonRpcServer rpcServer;
  private final Devp2pServer peers;
  private final EventLoop<NodeEvent, NodeEffect, GwatMachine> loop;

  private GwatNode(
      Shutdown shutdown,
      GwatRpc rpc,
      JsonRpcServer rpcServer,
      Devp2pServer peers,
      EventLoop<NodeEvent, NodeEffect, GwatMachine> loop) {
    this.shutdown = shutdown;
    this.rpc = rpc;
    this.rpcServer = rpcServer;
    this.peers = peers;
    this.loop = loop;
  }

  /// Starts a node; returns when its database is open, it serves RPC and listens for peers. While
  /// the database opens, which can take long after a crash, RPC answers already.
  ///
  /// @throws StartException if it cannot start; the text says what an operator can do
  public static GwatNode start(GwatNodeConfig config) throws StartException {
    NodeFiles files = NodeFiles.read(config);
    GwatLog log = new GwatLog();
    Shutdown shutdown = new Shutdown("gwat", log);
    try {
      return start(config, files, log, shutdown);
    } catch (StartException e) {
      shutdown.giveUp(e.reason());
      await(shutdown.ended());
      throw e;
    } catch (RuntimeException e) {
      shutdown.begin(new ExitReason(ExitReason.Code.FAULT, "a fault of this program: " + e));
      await(shutdown.ended());
      throw e;
    }
  }

  private static GwatNode start(
      GwatNodeConfig config, NodeFiles files, GwatLog log, Shutdown shutdown)
      throws StartException {
    Genesis genesis = files.genesis();
    NodeConfig nodeConfig = nodeConfig(config, files);
    log.starting(
        config, genesis.build().hash(), nodeConfig.networkId(), nodeConfig.signers().size());

    WfdagPeers wfdag = new WfdagPeers(log);
    Devp2pServer peers = shutdown.add(bindPeers(config, files, wfdag));
    Network network = new Network(peers, config.p2p().host(), CLIENT_VERSION);
    GwatRpc rpc = shutdown.add(new GwatRpc(System.currentTimeMillis(), network));
    JsonRpcServer rpcServer = shutdown.add(serve(config, files.jwtSecret(), rpc, log));
    log.serving(config.rpc().host(), rpcServer.port(), peers.enode());

    Effects effects = new Effects(log, wfdag, rpc, shutdown);
    RocksStore store = shutdown.add(openStore(config));
    store.cut().forEach(log::logCut);
    GwatMachine machine = openMachine(config, nodeConfig, store, effects);
    int peersMax = PeersLane.events(config.p2p().maxPeers() + Limits.DEFAULT.staticPeers());
    EventLoop<NodeEvent, NodeEffect, GwatMachine> loop =
        shutdown.add(
            EventLoop.start(
                "gwat-loop",
                machine,
                NodeEvent.Tick::new,
                effects,
                effects::onFailure,
                System::currentTimeMillis,
                new EventLoop.Settings(
                    EventLoop.Settings.DEFAULT.ownMax(),
                    peersMax,
                    EventLoop.Settings.DEFAULT.tickMs())));
    rpc.opened(loop);
    wfdag.opened(new PeersLane(loop), peers::refuse);
    peers.begin();
    shutdown.add(ProgressReport.start(log, loop));
    return new GwatNode(shutdown, rpc, rpcServer, peers, loop);
  }

  /// The way for a coordinator in this process.
  public GwatLink link() {
    return rpc.link();
  }

  /// Where JSON-RPC is served.
  public int rpcPort() {
    return rpcServer.port();
  }

  /// Where peers are listened for.
  public int p2pPort() {
    return peers.port();
  }

  /// Under which URL peers find it.
  public EnodeUrl enode() {
    return peers.enode();
  }

  /// Keeps a connection to `peer` from now on.
  public void addPeer(EnodeUrl peer) {
    peers.addStaticPeer(peer);
  }

  /// Completed when the node has ended, and why.
  public CompletableFuture<ExitReason> ended() {
    return shutdown.ended().copy();
  }

  /// Ends the node within a few seconds; at once if it has ended.
  @Override
  public void close() {
    shutdown.begin(new ExitReason(ExitReason.Code.STOPPED, "stopped"));
    await(shutdown.ended());
  }

  EventLoop<NodeEvent, NodeEffect, GwatMachine> loop() {
    return loop;
  }

  private static NodeConfig nodeConfig(GwatNodeConfig config, NodeFiles files) {
    Genesis genesis = files.genesis();
    long secondsPerSlot = genesis.config().secondsPerSlot();
    Long networkId = config.networkId();
    return new NodeConfig(
        genesis,
        networkId == null ? genesis.config().chainId() : networkId,
        genesis.config().slotsPerEpoch(),
        files.signers(),
        stageParams(config, genesis.timeS() * 1_000, secondsPerSlot * 1_000),
        PoolLimits.DEFAULT);
  }

  /// With one peer configured nobody need wait for a second one to answer.
  private static GwatStageParams stageParams(GwatNodeConfig config, long genesisMs, long slotMs) {
    GwatNodeConfig.P2p p2p = config.p2p();
    GwatStageParams usual =
        GwatStageParams.defaults(config.settings().expectsPeers(), genesisMs, slotMs);
    return p2p.staticPeers().size() == 1 && p2p.peersFile() == null
        ? usual.withSettled(usual.settled().withMinPeers(1))
        : usual;
  }

  private static Devp2pServer bindPeers(GwatNodeConfig config, NodeFiles files, WfdagPeers listener)
      throws StartException {
    GwatNodeConfig.P2p p2p = config.p2p();
    try {
      return Devp2pServer.bind(
          Devp2pConfig.of(files.key(), CLIENT_VERSION, WfdagPeers.PROTOCOL, listener)
              .withAddress(p2p.host(), p2p.port())
              .withStaticPeers(p2p.staticPeers())
              .withPeersFile(p2p.peersFile())
              .withLimits(Limits.DEFAULT.withPeers(p2p.maxPeers())));
    } catch (IOException e) {
      throw new StartException(ExitReason.Code.CANNOT_START, String.valueOf(e.getMessage()), e);
    }
  }

  private static JsonRpcServer serve(
      GwatNodeConfig config, @Nullable JwtSecret secret, GwatRpc rpc, GwatLog log)
      throws StartException {
    String host = config.rpc().host();
    JsonRpcConfig.Guard guard =
        secret == null ? null : new JsonRpcConfig.Guard(secret, GwatRpc.GUARDED);
    try {
      JsonRpcServer server =
          JsonRpcServer.start(
              new JsonRpcConfig(
                  host, config.rpc().port(), Set.of(), Set.of(), guard, JsonRpcLimits.DEFAULT),
              rpc.methods());
      if (guard == null && !isLoopback(host)) {
        log.unguarded(host);
      }
      return server;
    } catch (IOException e) {
      throw new StartException(ExitReason.Code.CANNOT_START, String.valueOf(e.getMessage()), e);
    }
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
  }

  private static RocksStore openStore(GwatNodeConfig config) throws StartException {
    try {
      return RocksStore.open(
          config.dataDir().resolve("db"),
          Set.copyOf(LedgerColumns.ALL),
          RocksStore.Settings.DEFAULT);
    } catch (StoreException e) {
      throw cannotOpen(e);
    }
  }

  private static GwatMachine openMachine(
      GwatNodeConfig config, NodeConfig nodeConfig, RocksStore store, Effects effects)
      throws StartException {
    try {
      return GwatMachine.open(
          System.currentTimeMillis(),
          store,
          nodeConfig,
          ledgerConfig(config, nodeConfig.genesis()),
          new LedgerPorts(new TransferExecutor(), SealVerifier.secp256k1()),
          effects);
    } catch (WrongGenesisException e) {
      throw new StartException(
          ExitReason.Code.WRONG_NETWORK, config.dataDir() + ": " + e.getMessage(), e);
    } catch (StoreException e) {
      throw cannotOpen(e);
    }
  }

  private static LedgerConfig ledgerConfig(GwatNodeConfig config, Genesis genesis) {
    LedgerConfig usual = LedgerConfig.of(genesis);
    return new LedgerConfig(
        usual.chainId(),
        usual.genesisTimeS(),
        usual.secondsPerSlot(),
        usual.maxDagBlocks(),
        usual.maxPendingBlocks(),
        usual.maxBatchBytes(),
        usual.dagSlotsLimit(),
        config.settings().createEmptyBlocks(),
        usual.vanity());
  }

  private static StartException cannotOpen(StoreException e) {
    return new StartException(
        Effects.code(e, ExitReason.Code.CANNOT_START), String.valueOf(e.getMessage()), e);
  }

  private static void await(CompletableFuture<ExitReason> ended) {
    try {
      ended.get(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the node does not end", e);
    }
  }
}
