package tandem.beaconnode;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tandem.beaconapi.ApiConfig;
import tandem.beaconapi.BeaconApi;
import tandem.beaconcore.BeaconMachine;
import tandem.beaconcore.BeaconNodeEffect;
import tandem.beaconcore.BeaconNodeEvent;
import tandem.beaconcore.MachineConfig;
import tandem.beaconcore.WrongNetworkException;
import tandem.beaconnet.BeaconNetwork;
import tandem.beaconnet.BeaconNetworkConfig;
import tandem.beaconspec.BeaconConfig;
import tandem.beaconspec.BeaconState;
import tandem.beaconstages.BeaconStageParams;
import tandem.crypto.Blst;
import tandem.libp2p.Multiaddr;
import tandem.loop.EventLoop;
import tandem.loop.ExitReason;
import tandem.loop.Shutdown;
import tandem.loop.StartException;
import tandem.pairprotocol.GwatLink;
import tandem.pairprotocol.SyncStatus;
import tandem.primitives.Bytes;
import tandem.store.RocksStore;
import tandem.store.StoreException;

/// A running coordinator. All methods are thread-safe.
public final class BeaconNode implements AutoCloseable {
  static final String AGENT = "tandem/0.1.0";

  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(30);
  private static final Duration ASK_TIME = Duration.ofSeconds(5);

  private final Shutdown shutdown;
  private final EventLoop<BeaconNodeEvent, BeaconNodeEffect, BeaconMachine> loop;
  private final BeaconNetwork network;
  private final @Nullable BeaconApi api;

  private BeaconNode(
      Shutdown shutdown,
      EventLoop<BeaconNodeEvent, BeaconNodeEffect, BeaconMachine> loop,
      BeaconNetwork network,
      @Nullable BeaconApi api) {
    this.shutdown = shutdown;
    this.loop = loop;
    this.network = network;
    this.api = api;
  }

  /// Starts a node; returns when its database is open, and it listens for peers.
  ///
  /// @throws StartException if it cannot start; the text says what an operator can do
  public static BeaconNode start(BeaconNodeConfig config) throws StartException {
    NodeFiles files = NodeFiles.read(config);
    BeaconLog log = new BeaconLog();
    Shutdown shutdown = new Shutdown("coordinator", log);
    try {
      return start(config, files, log, shutdown);
    } catch (StartException e) {
      shutdown.begin(e.reason());
      await(shutdown.ended());
      throw e;
    } catch (RuntimeException e) {
      shutdown.begin(new ExitReason(ExitReason.Code.FAULT, "a fault of this program: " + e));
      await(shutdown.ended());
      throw e;
    }
  }

  private static BeaconNode start(
      BeaconNodeConfig config, NodeFiles files, BeaconLog log, Shutdown shutdown)
      throws StartException {
    log.starting(config, files.forkDigest(), files.validators().size());
    long seed = new SecureRandom().nextLong();
    RocksStore store = shutdown.add(openStore(config));
    store.cut().forEach(log::logCut);
    GwatLink link = link(config.link(), files, log, shutdown);
    StageHistory stages = new StageHistory(config.nowMs());
    Effects effects = new Effects(log, link, config::nowMs, stages, shutdown);
    BeaconMachine machine = openMachine(config, files, seed, store, effects);
    EventLoop<BeaconNodeEvent, BeaconNodeEffect, BeaconMachine> loop =
        shutdown.add(
            EventLoop.start(
                "coordinator-loop",
                machine,
                BeaconNodeEvent.Tick::new,
                effects,
                effects::onFailure,
                config::nowMs,
                EventLoop.Settings.DEFAULT));
    effects.postTo(loop::post);
    BeaconNetwork network = shutdown.add(openNetwork(config, files, seed, new Lane(loop, effects)));
    effects.sendTo(network);
    // Before the API, whose start takes longest, so that peers are found meanwhile.
    network.begin();
    BeaconApi api = openApi(config, new NodeReads(loop, network, files, stages, config::nowMs));
    if (api != null) {
      shutdown.add(api);
    }
    log.serving(network.address(), api == null ? 0 : api.port());
    shutdown.add(Watch.start(config, log, loop, network));
    return new BeaconNode(shutdown, loop, network, api);
  }

  /// Where peers reach it, with its peer id.
  public Multiaddr multiaddr() {
    return network.address();
  }

  /// The port of the Beacon API; 0 if there is none.
  public int restPort() {
    return api == null ? 0 : api.port();
  }

  /// Keeps a connection to `peer` from now on; the own node is passed over.
  ///
  /// @throws IllegalArgumentException if it names no peer, or there are too many of them
  public void addPeer(Multiaddr peer) {
    network.addPeer(peer);
  }

  /// Where the node stands.
  ///
  /// @throws TimeoutException if it is too busy to say so
  /// @throws IllegalStateException if it has ended
  public SyncStatus status() throws TimeoutException, InterruptedException {
    return loop.ask(BeaconMachine::status, ASK_TIME);
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

  EventLoop<BeaconNodeEvent, BeaconNodeEffect, BeaconMachine> loop() {
    return loop;
  }

  private static RocksStore openStore(BeaconNodeConfig config) throws StartException {
    try {
      return RocksStore.open(
          config.dataDir().resolve("db"), BeaconMachine.COLUMNS, RocksStore.Settings.DEFAULT);
    } catch (StoreException e) {
      throw cannotOpen(e);
    }
  }

  private static GwatLink link(
      BeaconNodeConfig.Link link, NodeFiles files, BeaconLog log, Shutdown shutdown)
      throws StartException {
    return switch (link) {
      case BeaconNodeConfig.Link.InProcess(GwatLink gwat) -> gwat;
      case BeaconNodeConfig.Link.Http(URI address, _) -> {
        try {
          yield shutdown.add(new HttpGwatLink(address, files.jwtSecret(), log::strangers));
        } catch (IllegalArgumentException e) {
          throw new StartException(
              ExitReason.Code.CANNOT_START, "link to gwat: " + e.getMessage(), e);
        }
      }
    };
  }

  private static BeaconMachine openMachine(
      BeaconNodeConfig config, NodeFiles files, long seed, RocksStore store, Effects effects)
      throws StartException {
    MachineConfig machine =
        new MachineConfig(
            files.beacon(),
            files.types(),
            files.genesis(),
            stageParams(config, files),
            files.validators(),
            new Blst(),
            Bytes.wrap(AGENT.getBytes(US_ASCII)),
            seed);
    try {
      return BeaconMachine.open(config.nowMs(), store, machine, effects);
    } catch (WrongNetworkException e) {
      throw new StartException(
          ExitReason.Code.WRONG_NETWORK, config.dataDir() + ": " + e.getMessage(), e);
    } catch (StoreException e) {
      throw cannotOpen(e);
    }
  }

  /// With one peer configured nobody need wait for a second one to answer.
  private static BeaconStageParams stageParams(BeaconNodeConfig config, NodeFiles files) {
    BeaconConfig beacon = files.beacon();
    BeaconState genesis = files.genesis();
    BeaconStageParams usual =
        BeaconStageParams.defaults(
            config.expectsPeers(),
            genesis.genesisTime(),
            beacon.secondsPerSlot(),
            beacon.slotsPerEpoch(),
            beacon.depositChainId(),
            genesis.eth1Data().blockHash());
    BeaconNodeConfig.P2p p2p = config.p2p();
    return p2p.staticPeers().size() == 1 && p2p.peersFile() == null
        ? usual.withSettled(usual.settled().withMinPeers(1))
        : usual;
  }

  private static BeaconNetwork openNetwork(
      BeaconNodeConfig config, NodeFiles files, long seed, Lane lane) throws StartException {
    BeaconConfig beacon = files.beacon();
    BeaconNodeConfig.P2p p2p = config.p2p();
    long validators = files.genesis().validators().size();
    long committees =
        Math.clamp(
            validators / beacon.slotsPerEpoch() / beacon.targetCommitteeSize(),
            1,
            beacon.maxCommitteesPerSlot());
    BeaconNetworkConfig network =
        new BeaconNetworkConfig(
            files.identity(),
            List.of(Multiaddr.of(p2p.listen())),
            p2p.announced(),
            p2p.staticPeers(),
            p2p.maxPeers(),
            AGENT,
            files.forkDigest(),
            files.types(),
            beacon.secondsPerSlot() * 1_000,
            beacon.slotsPerEpoch(),
            validators,
            committees,
            beacon.syncCommitteeSize(),
            seed);
    try {
      return BeaconNetwork.open(network, lane);
    } catch (IOException | IllegalArgumentException e) {
      throw new StartException(
          ExitReason.Code.CANNOT_START,
          "cannot listen for peers at " + p2p.listen() + ": " + e.getMessage(),
          e);
    }
  }

  private static @Nullable BeaconApi openApi(BeaconNodeConfig config, NodeReads reads)
      throws StartException {
    InetSocketAddress rest = config.rest();
    if (rest == null) {
      return null;
    }
    try {
      return BeaconApi.start(
          new ApiConfig(rest.getHostString(), rest.getPort(), Set.of(), AGENT), reads);
    } catch (IOException e) {
      throw new StartException(ExitReason.Code.CANNOT_START, "Beacon API: " + e.getMessage(), e);
    }
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
