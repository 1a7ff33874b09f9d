package tandem.gwatnode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import tandem.crypto.KeystoreV3;
import tandem.crypto.KeystoreV3Kdf;
import tandem.devp2p.EnodeUrl;
import tandem.gwatcore.GwatMachine;
import tandem.gwatledger.FinalBlock;
import tandem.gwattypes.BlockSigner;
import tandem.gwattypes.ChainConfig;
import tandem.gwattypes.Genesis;
import tandem.gwattypes.GenesisAccount;
import tandem.pairprotocol.ConsensusInfo;
import tandem.pairprotocol.LinkOutcome;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.LinkResponse;
import tandem.pairprotocol.Stage;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.primitives.U256;

/// A network with slots of a second in a directory, and a coordinator for all of its nodes. Genesis
/// is four seconds ahead, so that the first node need not wait for peers.
final class TestNetwork {
  static final long CHAIN_ID = 77;
  static final Duration SOON = Duration.ofSeconds(40);
  static final Bytes SECRET = Bytes.fromHex("42".repeat(32));
  static final Address CREATOR = BlockSigner.secp256k1(SECRET).address();

  private static final long CALL_MS = 10_000;

  final Path directory;
  final Genesis genesis;

  /// What the coordinator has decided, by slot.
  final TreeMap<Long, ConsensusInfo> decided = new TreeMap<>();

  TestNetwork(Path directory) throws IOException {
    this.directory = directory;
    TreeMap<Address, GenesisAccount> alloc = new TreeMap<>();
    alloc.put(CREATOR, GenesisAccount.ofBalance(U256.of(1_000_000_000_000_000_000L)));
    genesis =
        new Genesis(
            ChainConfig.ordered(CHAIN_ID, 1, 8),
            System.currentTimeMillis() / 1_000 + 4,
            Bytes.EMPTY,
            8_000_000,
            Address.ZERO,
            Genesis.DEFAULT_BASE_FEE,
            alloc);
    Files.write(genesisFile(), genesis.toJson());
    Path keys = Files.createDirectories(directory.resolve("keys"));
    Files.write(
        keys.resolve("creator.json"),
        KeystoreV3.encrypt(
            SECRET,
            "secret",
            new KeystoreV3Kdf.Scrypt(1024, 8, 1),
            Bytes.fromHex("01".repeat(32)),
            Bytes.fromHex("02".repeat(16)),
            new UUID(1, 2)));
    Files.writeString(directory.resolve("password"), "secret\n", UTF_8);
  }

  Path genesisFile() {
    return directory.resolve("genesis.json");
  }

  /// A node that makes blocks, and goes on alone where it has no peers.
  GwatNodeConfig creator(String name, EnodeUrl... peers) {
    return observer(name, peers)
        .withCreators(
            new GwatNodeConfig.Creators(directory.resolve("keys"), directory.resolve("password")))
        .withSettings(new GwatNodeConfig.Settings(true, false));
  }

  GwatNodeConfig observer(String name, EnodeUrl... peers) {
    return GwatNodeConfig.of(directory.resolve(name), genesisFile())
        .withP2p(GwatNodeConfig.P2p.DEFAULT.withPort(0).withStaticPeers(List.of(peers)))
        .withRpc(GwatNodeConfig.Rpc.DEFAULT.withPort(0));
  }

  static LinkResponse call(GwatNode node, LinkRequest request) throws Exception {
    CompletableFuture<LinkOutcome> outcome = new CompletableFuture<>();
    node.link().call(request, CALL_MS, outcome::complete);
    LinkOutcome known = outcome.get(2 * CALL_MS, TimeUnit.MILLISECONDS);
    assertThat(known).isInstanceOf(LinkOutcome.Answered.class);
    return ((LinkOutcome.Answered) known).response();
  }

  static <T> T ask(GwatNode node, Function<GwatMachine, T> question) throws Exception {
    return node.loop().ask(question, Duration.ofSeconds(10));
  }

  static Stage stage(GwatNode node) throws Exception {
    return ask(node, GwatMachine::stage);
  }

  static FinalBlock last(GwatNode node) throws Exception {
    return ask(node, machine -> machine.reads().lastFinalized());
  }

  interface Condition {
    boolean holds() throws Exception;
  }

  /// Waits until something holds.
  static void await(String what, Condition condition) throws Exception {
    long end = System.nanoTime() + SOON.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited in vain: " + what);
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  /// Lets the coordinator lead a node into WORKING.
  void headSync(GwatNode node) throws Exception {
    await("head sync", () -> tryHeadSync(node));
    assertThat(stage(node)).isEqualTo(Stage.WORKING);
  }

  private boolean tryHeadSync(GwatNode node) throws Exception {
    ConsensusInfo checkpoint = checkpoint();
    if (!(call(node, new LinkRequest.HeadSyncReady(checkpoint)) instanceof LinkResponse.Done)) {
      return false;
    }
    List<ConsensusInfo> entries = new ArrayList<>();
    for (ConsensusInfo info : decided.values()) {
      entries.add(
          info.slot() < checkpoint.slot()
              ? new ConsensusInfo(
                  info.slot(),
                  info.creators(),
                  checkpoint.finalizing(),
                  checkpoint.justifiedSpine(),
                  checkpoint.finalizedSpine())
              : info);
    }
    if (entries.isEmpty()) {
      entries.add(checkpoint);
    }
    return call(node, new LinkRequest.HeadSync(entries, true)) instanceof LinkResponse.Done;
  }

  /// Lets the next slot begin: nodes that work make blocks and finalise.
  void runSlot(GwatNode... nodes) throws Exception {
    long slot = decided.isEmpty() ? Math.max(1, currentSlot()) : decided.lastKey() + 1;
    await("slot " + slot, () -> currentSlot() >= slot);
    decide(currentSlot(), nodes[0]);
    for (GwatNode node : nodes) {
      ConsensusInfo info = decided.lastEntry().getValue();
      assertThat(call(node, new LinkRequest.Sync(info))).isInstanceOf(LinkResponse.Synced.class);
      assertThat(call(node, new LinkRequest.Finalize(info.finalizing())))
          .isInstanceOf(LinkResponse.Done.class);
    }
  }

  Hash32 genesisHash() {
    return genesis.build().hash();
  }

  private void decide(long slot, GwatNode source) throws Exception {
    LinkResponse answer = call(source, new LinkRequest.GetCandidates(slot - 1));
    List<Hash32> candidates = ((LinkResponse.Candidates) answer).spines();
    Hash32 before =
        decided.isEmpty() ? genesisHash() : decided.lastEntry().getValue().finalizing().getLast();
    List<Hash32> finalizing = candidates.isEmpty() ? List.of(before) : candidates;
    Hash32 anchor = genesisHash();
    decided.put(slot, new ConsensusInfo(slot, List.of(CREATOR), finalizing, anchor, genesisHash()));
  }

  private ConsensusInfo checkpoint() {
    Hash32 hash = genesisHash();
    return new ConsensusInfo(0, List.of(), List.of(hash), hash, hash);
  }

  private long currentSlot() {
    return System.currentTimeMillis() / 1_000 - genesis.timeS();
  }
}
