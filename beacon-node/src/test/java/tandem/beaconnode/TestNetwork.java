package tandem.beaconnode;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tandem.beaconspec.BeaconConfig;
import tandem.beaconspec.BeaconGenesis;
import tandem.beaconspec.DepositData;
import tandem.beaconspec.InteropKeys;
import tandem.beaconspec.Types;
import tandem.crypto.Bls;
import tandem.crypto.Blst;
import tandem.libp2p.Multiaddr;
import tandem.pairprotocol.GwatLink;
import tandem.primitives.Address;
import tandem.primitives.Hash32;

/// A network of 16 validators, 1 s slots and 8 slots an epoch, in a directory.
final class TestNetwork {
  static final int VALIDATORS = 16;
  static final long CHAIN_ID = 4_242;
  static final Hash32 GWAT_GENESIS = Hash32.fromHex("0x" + "9a".repeat(32));

  static final BeaconConfig CONFIG =
      BeaconConfig.ordered(CHAIN_ID, Address.ZERO)
          .with("SECONDS_PER_SLOT", 1)
          .with("SLOTS_PER_EPOCH", 8)
          .with("MAX_COMMITTEES_PER_SLOT", 4)
          .with("TARGET_COMMITTEE_SIZE", 4)
          .with("SHUFFLE_ROUND_COUNT", 10)
          .with("SLOTS_PER_HISTORICAL_ROOT", 64)
          .with("EPOCHS_PER_HISTORICAL_VECTOR", 64)
          .with("EPOCHS_PER_SLASHINGS_VECTOR", 64)
          .with("SYNC_COMMITTEE_SIZE", 32);

  private static final InetSocketAddress FREE = new InetSocketAddress("127.0.0.1", 0);

  final Path dir;
  final long genesisTime;

  /// @param genesisTime seconds since the Unix epoch
  TestNetwork(Path parent, long genesisTime) throws IOException {
    this.genesisTime = genesisTime;
    dir = Files.createDirectories(parent.resolve("network"));
    Bls bls = new Blst();
    Types types = new Types(CONFIG);
    BeaconGenesis genesis = new BeaconGenesis(CONFIG, types, bls);
    List<DepositData> deposits = new ArrayList<>();
    for (int i = 0; i < VALIDATORS; i++) {
      deposits.add(genesis.deposit(InteropKeys.secret(i), Hash32.ZERO));
    }
    Files.write(dir.resolve("beacon.json"), CONFIG.toJson());
    Files.write(
        dir.resolve("genesis.ssz"), genesis.state(genesisTime, GWAT_GENESIS, deposits).encode());
  }

  /// A node on free ports without validators.
  BeaconNodeConfig node(String name, GwatLink gwat, Multiaddr... peers) {
    return BeaconNodeConfig.of(
            dir.resolveSibling(name), dir, new BeaconNodeConfig.Link.InProcess(gwat))
        .withRest(FREE)
        .withP2p(BeaconNodeConfig.P2p.DEFAULT.withListen(FREE).withStaticPeers(List.of(peers)));
  }
}
