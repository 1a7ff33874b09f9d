package tandem.devnet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.beaconspec.BeaconConfig;
import tandem.beaconspec.BeaconState;
import tandem.beaconspec.Creators;
import tandem.beaconspec.InteropKeys;
import tandem.beaconspec.Types;
import tandem.crypto.BlsPublicKey;
import tandem.crypto.BlsSecretKey;
import tandem.crypto.KeystoreV3;
import tandem.gwattypes.Genesis;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;

class NetworkWriterTest {
  private static final int PAIRS = 3;
  private static final int VALIDATORS = 16;

  @TempDir private Path dir = Path.of("");

  @Test
  void writesTwoGenesesThatBelongTogether() {
    Hash32 hash = NetworkWriter.write(dir, plan(false, 8), new Random(1));

    Genesis gwat = gwatGenesis();
    BeaconConfig config = beaconConfig();
    BeaconState beacon = beaconGenesis(config);
    assertThat(gwat.build().hash()).isEqualTo(hash);
    assertThat(beacon.lastFinalizedSpine()).isEqualTo(hash);
    assertThat(beacon.eth1Data().blockHash()).isEqualTo(hash);
    assertThat(beacon.genesisTime()).isEqualTo(gwat.timeS()).isEqualTo(1_800_000_000L);
    assertThat(config.ordered()).isTrue();
    assertThat(config.slotsPerEpoch()).isEqualTo(gwat.config().slotsPerEpoch()).isEqualTo(8);
    assertThat(config.secondsPerSlot()).isEqualTo(gwat.config().secondsPerSlot()).isEqualTo(2);
    assertThat(beacon.validators().size()).isEqualTo(VALIDATORS);
  }

  /// Whoever is called to make a block has the key for it: beacon-rules.md 4.
  @Test
  void givesEachValidatorACreatorWhoseKeyLiesBesideItsOwn() {
    NetworkWriter.write(dir, plan(false, 8), new Random(2));

    BeaconState state = beaconGenesis(beaconConfig());
    int found = 0;
    for (int node = 0; node < PAIRS; node++) {
      NodeFolder folder = NodeFolder.read(dir.resolve(NetworkFiles.node(node)));
      Set<Hash32> credentials = new HashSet<>();
      keystore(folder).forEach(address -> credentials.add(Creators.credentials(address)));
      assertThat(credentials).hasSize(2);
      for (BlsPublicKey key : validatorKeys(folder)) {
        for (int i = 0; i < VALIDATORS; i++) {
          if (state.validators().get(i).pubkey().equals(key)) {
            assertThat(credentials).contains(state.validators().get(i).withdrawalCredentials());
            found++;
          }
        }
      }
    }
    assertThat(found).isEqualTo(VALIDATORS);
  }

  @Test
  void fundsTheAccountsWhoseKeysItWrites() {
    NetworkWriter.write(dir, plan(false, 8), new Random(3));

    List<Accounts.Account> accounts = Accounts.read(dir.resolve(NetworkFiles.ACCOUNTS));
    assertThat(accounts).hasSize(5);
    assertThat(gwatGenesis().alloc().keySet())
        .containsExactlyInAnyOrderElementsOf(
            accounts.stream().map(Accounts.Account::address).toList());
  }

  @Test
  void makesEachPairKnowTheOthersButNoObserver() {
    NetworkWriter.write(dir, plan(false, 8), new Random(4));

    NodeFolder second = NodeFolder.read(dir.resolve(NetworkFiles.node(1)));
    NodeFolder observer = NodeFolder.read(dir.resolve(NetworkFiles.node(PAIRS)));
    assertThat(second.gwat().peers()).extracting("port").containsExactly(9000, 9020);
    assertThat(second.coordinator().peers()).extracting("port").containsExactly(9002, 9022);
    assertThat(observer.gwat().peers()).hasSize(PAIRS);
    assertThat(observer.gwat().keystore()).isNull();
    assertThat(observer.coordinator().validators()).isNull();
  }

  @Test
  void keepsSecretsForTheirOwner() throws Exception {
    NetworkWriter.write(dir, plan(false, 8), new Random(5));

    try (Stream<Path> files = Files.walk(dir)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        boolean open =
            file.getParent().endsWith(NetworkFiles.NETWORK) || file.endsWith(NodeFolder.CONFIG);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as("%s", file)
            .isEqualTo(open ? "rw-r--r--" : "rw-------");
      }
    }
  }

  @Test
  void usesTheKeysThatEverybodyKnowsWhenAskedTo() {
    NetworkWriter.write(dir, plan(true, 8), new Random(6));

    assertThat(beaconGenesis(beaconConfig()).validators().get(7).pubkey())
        .isEqualTo(InteropKeys.secret(7).publicKey());
  }

  @Test
  void overwritesNothing() throws Exception {
    Path old = Files.writeString(dir.resolve("old"), "x");

    assertThatThrownBy(() -> NetworkWriter.write(dir, plan(false, 8), new Random(7)))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("nothing is overwritten");
    assertThat(dir).isDirectoryContaining(old::equals).isNotEmptyDirectory();
    assertThat(dir.resolve(NetworkFiles.NETWORK)).doesNotExist();
  }

  @Test
  void writesNothingWhereTheRulesForbidTheNumbers() {
    assertThatThrownBy(() -> NetworkWriter.write(dir, plan(false, 12), new Random(8)))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("SLOTS_PER_HISTORICAL_ROOT");
    assertThat(dir).isEmptyDirectory();
  }

  private static NetworkPlan plan(boolean publicKeys, long slotsPerEpoch) {
    List<NodePorts> ports = new ArrayList<>();
    for (int i = 0; i < PAIRS + 1; i++) {
      ports.add(NodePorts.ofBase(9000, i));
    }
    return new NetworkPlan(
        PAIRS,
        1,
        VALIDATORS,
        2,
        77,
        2,
        slotsPerEpoch,
        1_800_000_000L,
        5,
        NetworkPlan.BALANCE,
        publicKeys,
        true,
        ports);
  }

  private Genesis gwatGenesis() {
    return Genesis.parse(network(NetworkFiles.GWAT_GENESIS));
  }

  private BeaconConfig beaconConfig() {
    return BeaconConfig.parse(network(NetworkFiles.BEACON_CONFIG));
  }

  private BeaconState beaconGenesis(BeaconConfig config) {
    return new Types(config).beaconState().decode(network(NetworkFiles.BEACON_GENESIS));
  }

  private byte[] network(String name) {
    return Disk.read(dir.resolve(NetworkFiles.NETWORK).resolve(name), 64 << 20);
  }

  private static List<Address> keystore(NodeFolder folder) {
    Path password = folder.gwat().password();
    Path keystore = folder.gwat().keystore();
    assertThat(password).isNotNull();
    assertThat(keystore).isNotNull();
    try (Stream<Path> files = Files.list(keystore)) {
      String word = Files.readAllLines(password).getFirst();
      return files
          .map(file -> SecretKeys.address(KeystoreV3.decrypt(Disk.read(file, 1 << 14), word)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<BlsPublicKey> validatorKeys(NodeFolder folder) {
    Path file = folder.coordinator().validators();
    assertThat(file).isNotNull();
    return new String(Disk.read(file, 1 << 20), US_ASCII)
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> BlsSecretKey.of(Bytes.fromHex(line).toArray()).publicKey())
        .toList();
  }
}
