package tandem.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tandem.beaconcore.BeaconHealth;
import tandem.beaconcore.BeaconMachine;
import tandem.beaconcore.MachineConfig;
import tandem.beaconspec.BeaconConfig;
import tandem.beaconspec.BeaconState;
import tandem.beaconspec.Types;
import tandem.beaconstages.BeaconStageParams;
import tandem.cli.HalfDoctor.Finding;
import tandem.crypto.Blst;
import tandem.devnet.Disk;
import tandem.devnet.ExitCode;
import tandem.devnet.Half;
import tandem.devnet.NetworkFiles;
import tandem.devnet.NodeFolder;
import tandem.devnet.Refusal;
import tandem.gwatledger.GwatHealth;
import tandem.gwatledger.LedgerColumns;
import tandem.gwattypes.Genesis;
import tandem.gwattypes.GenesisException;
import tandem.primitives.Bytes;
import tandem.ssz.SszException;
import tandem.store.Store;

/// The doctors of the two halves of a folder.
final class Doctors {
  private static final int GENESIS_BYTES_MAX = 512 << 20;

  /// Steps of one repair; each is bounded by what the ledger looks at.
  private static final int STEPS_MAX = 100_000;

  private Doctors() {}

  /// @throws Refusal if the network's files cannot be used
  static HalfDoctor gwat(NodeFolder folder) {
    Genesis genesis = gwatGenesis(folder.network().resolve(NetworkFiles.GWAT_GENESIS));
    return new HalfDoctor(
        Half.GWAT,
        folder.gwat().data().resolve("db"),
        Set.copyOf(LedgerColumns.ALL),
        Set.of(),
        true,
        store -> gwatFinding(GwatHealth.check(store, genesis)),
        store -> repairGwat(store, genesis));
  }

  /// @throws Refusal if the network's files cannot be used
  static HalfDoctor coordinator(NodeFolder folder) {
    MachineConfig config = machine(folder.network());
    return new HalfDoctor(
        Half.COORDINATOR,
        folder.coordinator().data().resolve("db"),
        BeaconMachine.COLUMNS,
        BeaconMachine.PROTECTION,
        folder.coordinator().validators() == null,
        store -> coordinatorFinding(BeaconHealth.check(store, config, BeaconHealth.Depth.FULL)),
        store -> List.of());
  }

  private static Finding gwatFinding(GwatHealth health) {
    return switch (health) {
      case GwatHealth.Healthy(String summary) -> new Finding(ExitCode.OK, List.of(summary));
      case GwatHealth.Repairable(String what, _) -> new Finding(ExitCode.REPAIRABLE, List.of(what));
      case GwatHealth.Damaged(String what) -> new Finding(ExitCode.DATABASE_DAMAGED, List.of(what));
      case GwatHealth.OtherNetwork(var its, var ours) -> otherNetwork(its, ours);
    };
  }

  private static List<String> repairGwat(Store store, Genesis genesis) {
    List<String> done = new ArrayList<>();
    for (int step = 0; step < STEPS_MAX; step++) {
      if (!(GwatHealth.check(store, genesis) instanceof GwatHealth.Repairable next)) {
        return done;
      }
      store.write(next.batch(), Store.Durability.SYNCED);
      done.add(next.what());
    }
    return done;
  }

  private static Finding coordinatorFinding(BeaconHealth health) {
    return switch (health) {
      case BeaconHealth.Healthy(String summary) -> new Finding(ExitCode.OK, List.of(summary));
      case BeaconHealth.Repairable(List<String> what) -> new Finding(ExitCode.REPAIRABLE, what);
      case BeaconHealth.Damaged(List<String> what) -> new Finding(ExitCode.DATABASE_DAMAGED, what);
      case BeaconHealth.OtherNetwork(var its, var ours) -> otherNetwork(its, ours);
    };
  }

  private static Finding otherNetwork(Object its, Object ours) {
    return new Finding(
        ExitCode.WRONG_NETWORK,
        List.of("It is of the network with genesis %s, the folder's is %s.".formatted(its, ours)));
  }

  private static Genesis gwatGenesis(Path file) {
    try {
      return Genesis.parse(Disk.read(file, GENESIS_BYTES_MAX));
    } catch (GenesisException | IllegalArgumentException e) {
      throw Refusal.failed(file + " cannot be used: " + e.getMessage());
    }
  }

  private static MachineConfig machine(Path network) {
    Path file = network.resolve(NetworkFiles.BEACON_CONFIG);
    try {
      BeaconConfig beacon = BeaconConfig.parse(Disk.read(file, 1 << 16));
      Types types = new Types(beacon);
      file = network.resolve(NetworkFiles.BEACON_GENESIS);
      BeaconState genesis = types.beaconState().decode(Disk.read(file, GENESIS_BYTES_MAX));
      BeaconStageParams stages =
          BeaconStageParams.defaults(
              false,
              genesis.genesisTime(),
              beacon.secondsPerSlot(),
              beacon.slotsPerEpoch(),
              beacon.depositChainId(),
              genesis.eth1Data().blockHash());
      return new MachineConfig(
          beacon, types, genesis, stages, List.of(), new Blst(), Bytes.EMPTY, 0);
    } catch (SszException | IllegalArgumentException e) {
      throw Refusal.failed(file + " cannot be used: " + e.getMessage());
    }
  }
}
