package tandem.beaconcore;

import java.util.List;
import tandem.primitives.Hash32;
import tandem.store.Store;

/// What can be said of a coordinator's database without running the node on it
/// (docs/decisions/recovery-of-the-coordinator.md). `tandem doctor` shows it; a start does not look
/// yet.
public sealed interface BeaconHealth {
  /// How much is looked at.
  enum Depth {
    /// What a start needs: checkpoints, what lies between them, and the index above them.
    START,
    /// Every block of the canonical chain and every block above it, with its root.
    FULL
  }

  /// A node can run on it.
  ///
  /// @param summary one sentence about what is in it
  record Healthy(String summary) implements BeaconHealth {}

  /// The node can run on it and comes to the same as others: nothing is missing that peers do not
  /// have.
  ///
  /// @param what a sentence each
  record Repairable(List<String> what) implements BeaconHealth {
    public Repairable {
      what = List.copyOf(what);
    }
  }

  /// No node runs on it: it has to be cleared and synchronised again.
  ///
  /// @param what a sentence each
  record Damaged(List<String> what) implements BeaconHealth {
    public Damaged {
      what = List.copyOf(what);
    }
  }

  /// It is of another network.
  record OtherNetwork(Hash32 itsGenesis, Hash32 ourGenesis) implements BeaconHealth {}

  /// Looks, and changes nothing.
  ///
  /// @param store with [BeaconMachine#COLUMNS]; no node may run on it
  /// @throws tandem.store.StoreException if the disk fails; damage is an answer
  static BeaconHealth check(Store store, MachineConfig config, Depth depth) {
    return new HealthCheck(store, config).run(depth);
  }

  /// As a start looks.
  static BeaconHealth check(Store store, MachineConfig config) {
    return check(store, config, Depth.START);
  }
}
