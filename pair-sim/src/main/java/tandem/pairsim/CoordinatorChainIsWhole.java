package tandem.pairsim;

import static tandem.pairsim.Invariant.require;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.beaconcore.BeaconMachine;
import tandem.beaconcore.BeaconNodeEffect;
import tandem.beaconspec.SignedBeaconBlock;
import tandem.primitives.Hash32;

/// S8 for a coordinator: when it has opened its database, every block from its head down to genesis
/// is there, its head stands on what is finalised, and finality has not gone back, unless a loss of
/// power took that with it.
final class CoordinatorChainIsWhole implements Invariant {
  private static final class Memory {
    @Nullable Object origin;
    int losses;
    long epoch;
  }

  private final List<Memory> memories = new ArrayList<>();

  CoordinatorChainIsWhole(int pairs) {
    for (int i = 0; i < pairs; i++) {
      memories.add(new Memory());
    }
  }

  @Override
  public void opened(CoordinatorHalf half) {
    Memory memory = memories.get(half.index);
    if (memory.origin != half.disk.origin() || memory.losses != half.disk.losses()) {
      memory.origin = half.disk.origin();
      memory.losses = half.disk.losses();
      memory.epoch = 0;
    }
    finality(half);
    BeaconMachine machine = half.machine();
    Hash32 finalised = machine.ownStatus().finalizedRoot();
    boolean standsOnIt = finalised.equals(Hash32.ZERO);
    Hash32 root = machine.head().root();
    while (!root.equals(machine.genesisRoot())) {
      standsOnIt |= root.equals(finalised);
      SignedBeaconBlock block = machine.block(root);
      if (block == null) {
        throw new Violation("S8: " + half + " lacks block " + root.brief() + " of its chain");
      }
      root = block.message().parentRoot();
    }
    standsOnIt |= root.equals(finalised);
    require(standsOnIt, "S8", half, "has a head that does not stand on " + finalised.brief());
  }

  @Override
  public void coordinator(CoordinatorHalf half, CoordinatorHalf.Step step) {
    for (BeaconNodeEffect effect : step.effects()) {
      if (effect instanceof BeaconNodeEffect.Finalized) {
        finality(half);
      }
    }
  }

  private void finality(CoordinatorHalf half) {
    Memory memory = memories.get(half.index);
    long epoch = half.machine().ownStatus().finalizedEpoch();
    require(
        epoch >= memory.epoch,
        "S8",
        half,
        "has finalised epoch " + epoch + ", after epoch " + memory.epoch);
    memory.epoch = epoch;
  }
}
