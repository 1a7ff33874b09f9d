package tandem.gwatnode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.loop.ExitReason;
import tandem.loop.StartException;
import tandem.pairprotocol.LinkOutcome;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.Stage;
import tandem.pairprotocol.SyncStatus;
import tandem.store.StoreException;

/// What a node says when it cannot start, and how it ends.
@Timeout(120)
class GwatNodeStartTest {
  @TempDir private Path directory;
  private TestNetwork network;

  @BeforeEach
  void makeNetwork() throws Exception {
    network = new TestNetwork(directory);
  }

  @Test
  void namesAGenesisFileThatIsNotThere() throws Exception {
    Files.delete(network.genesisFile());
    assertRefused(
        network.observer("a"),
        ExitReason.Code.CANNOT_START,
        "cannot read genesis file " + network.genesisFile() + ": it does not exist");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{}", "{\"config\":{}}", "\u0000", "{\"config\":7}"})
  void namesAGenesisFileThatIsNone(String content) throws Exception {
    Files.writeString(network.genesisFile(), content);
    assertRefused(
        network.observer("a"),
        ExitReason.Code.CANNOT_START,
        "genesis file " + network.genesisFile() + " cannot be used: genesis.json");
  }

  @Test
  void namesAKeyFileThatIsNone() throws Exception {
    Path file = directory.resolve("keys").resolve("other.json");
    Files.writeString(file, "{\"version\":3}");
    assertRefused(
        network.creator("a"), ExitReason.Code.CANNOT_START, "key file " + file + ": bad key file");
  }

  @Test
  void namesTheKeyFileThatAPasswordDoesNotOpen() throws Exception {
    Files.writeString(directory.resolve("password"), "another\n");
    assertRefused(
        network.creator("a"),
        ExitReason.Code.CANNOT_START,
        "key file " + directory.resolve("keys").resolve("creator.json") + ": wrong password");
  }

  @Test
  void wantsAPasswordFileForKeyFiles() throws Exception {
    assertRefused(
        network
            .observer("a")
            .withCreators(new GwatNodeConfig.Creators(directory.resolve("keys"), null)),
        ExitReason.Code.CANNOT_START,
        "need a password file");
  }

  @Test
  void namesAJwtSecretFileThatIsNone() throws Exception {
    Path file = directory.resolve("jwt");
    GwatNodeConfig config =
        network
            .observer("a")
            .withRpc(GwatNodeConfig.Rpc.DEFAULT.withPort(0).withJwtSecretFile(file));
    assertRefused(config, ExitReason.Code.CANNOT_START, file + ": it does not exist");
    Files.writeString(file, "abc");
    assertRefused(config, ExitReason.Code.CANNOT_START, file + " does not hold a JWT secret");
  }

  @Test
  void namesANodeKeyFileThatHoldsNone() throws Exception {
    Path file = Files.createDirectories(directory.resolve("a")).resolve("nodekey");
    Files.writeString(file, "secret");
    assertRefused(network.observer("a"), ExitReason.Code.CANNOT_START, "node key file " + file);
  }

  @Test
  void namesAPortThatIsTaken() throws Exception {
    try (GwatNode a = GwatNode.start(network.observer("a"))) {
      assertRefused(
          network.observer("b").withP2p(GwatNodeConfig.P2p.DEFAULT.withPort(a.p2pPort())),
          ExitReason.Code.CANNOT_START,
          "cannot listen for peers at 127.0.0.1:" + a.p2pPort());
      assertRefused(
          network.observer("b").withRpc(GwatNodeConfig.Rpc.DEFAULT.withPort(a.rpcPort())),
          ExitReason.Code.CANNOT_START,
          String.valueOf(a.rpcPort()));
    }
  }

  @Test
  void doesNotShareItsDatabase() throws Exception {
    try (GwatNode a = GwatNode.start(network.observer("a"))) {
      assertRefused(
          network.observer("a"),
          ExitReason.Code.CANNOT_START,
          directory.resolve("a").resolve("db").toString());
      assertThat(a.ended()).isNotDone();
    }
    GwatNode.start(network.observer("a")).close();
  }

  @Test
  void knowsTheDatabaseOfAnotherNetwork() throws Exception {
    GwatNode.start(network.observer("a")).close();
    Path other = Files.createDirectories(directory.resolve("other"));
    TestNetwork second = new TestNetwork(other);
    Files.writeString(
        second.genesisFile(), Files.readString(second.genesisFile()).replace("77", "78"));
    Files.copy(second.genesisFile(), network.genesisFile(), StandardCopyOption.REPLACE_EXISTING);
    assertRefused(
        network.observer("a"),
        ExitReason.Code.WRONG_NETWORK,
        "the database is of the network with genesis");
  }

  @Test
  void doesNotRunOnADamagedDatabase() throws Exception {
    GwatNode.start(network.observer("a")).close();
    try (Stream<Path> files = Files.list(directory.resolve("a").resolve("db"))) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().startsWith("MANIFEST")) {
          Files.write(file, new byte[100]);
        }
      }
    }
    assertRefused(
        network.observer("a"),
        ExitReason.Code.DATABASE_DAMAGED,
        directory.resolve("a").resolve("db").toString());
  }

  @Test
  void anotherStartAfterARefusalIsAsIfNothingHadBeen() throws Exception {
    try (GwatNode other = GwatNode.start(network.observer("other"))) {
      GwatNodeConfig config = network.observer("a");
      assertRefused(
          config.withRpc(GwatNodeConfig.Rpc.DEFAULT.withPort(other.rpcPort())),
          ExitReason.Code.CANNOT_START,
          "");
      GwatNode.start(config).close();
    }
  }

  @Test
  void answersItsLinkAfterItsEnd() throws Exception {
    GwatNode a = GwatNode.start(network.observer("a"));
    a.close();
    a.close();
    CompletableFuture<LinkOutcome> outcome = new CompletableFuture<>();
    a.link().call(new LinkRequest.ReadSyncStatus(), 1_000, outcome::complete);
    assertThat(outcome.get(10, TimeUnit.SECONDS)).isInstanceOf(LinkOutcome.Down.class);
  }

  @Test
  void everyFaultOfTheStoreHasItsCode() {
    for (StoreException.Kind kind : StoreException.Kind.values()) {
      ExitReason.Code code =
          Effects.code(new StoreException(kind, "a test"), ExitReason.Code.FAULT);
      assertThat(code)
          .isEqualTo(
              switch (kind) {
                case FULL -> ExitReason.Code.DISK_FULL;
                case DAMAGED -> ExitReason.Code.DATABASE_DAMAGED;
                case IO, LOCKED, FOREIGN -> ExitReason.Code.FAULT;
              });
    }
  }

  @Test
  void durationsAndProgressAreReadable() {
    assertThat(GwatLog.duration(850)).isEqualTo("850ms");
    assertThat(GwatLog.duration(12_345)).isEqualTo("12.3s");
    assertThat(GwatLog.duration(252_000)).isEqualTo("4m12s");
    assertThat(GwatLog.duration(7_500_000)).isEqualTo("2h05m");
    SyncStatus status =
        new SyncStatus(
            Stage.CHECKPOINT_SYNC, 0, 0, 1_200, 18_204, 0, 340.4, 50_000L, null, 6, "Blocks.");
    assertThat(GwatLog.progressLine(status))
        .isEqualTo("CHECKPOINT_SYNC 1200/18204, 340 blocks/s, 50.0s left, 6 peers: Blocks.");
  }

  private static void assertRefused(GwatNodeConfig config, ExitReason.Code code, String text) {
    StartException refusal =
        catchThrowableOfType(StartException.class, () -> GwatNode.start(config).close());
    assertThat(refusal).as("refusal with %s", text).isNotNull();
    assertThat(refusal.reason().text()).contains(text);
    assertThat(refusal.reason().code()).isEqualTo(code);
  }
}
