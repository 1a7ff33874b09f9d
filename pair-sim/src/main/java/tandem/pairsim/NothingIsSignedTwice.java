package tandem.pairsim;

import static tandem.pairsim.Invariant.require;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tandem.beaconcore.BeaconNodeEffect;
import tandem.beaconcore.GossipMessage;
import tandem.beaconspec.SignedBeaconBlock;
import tandem.gwatcore.NodeEffect;
import tandem.primitives.Hash32;

/// No validator proposes two blocks for one slot, and no creator makes two blocks of the DAG for
/// one slot, whatever crashes and however clocks are set. A half that was given another database
/// knows nothing of what it had signed.
final class NothingIsSignedTwice implements Invariant {
  private record Place(long signer, long slot) {}

  private static final class Memory {
    @Nullable Disk disk;
    final Map<Place, Hash32> signed = new HashMap<>();
  }

  private final List<Memory> gwats = new ArrayList<>();
  private final List<Memory> coordinators = new ArrayList<>();

  NothingIsSignedTwice(int pairs) {
    for (int i = 0; i < pairs; i++) {
      gwats.add(new Memory());
      coordinators.add(new Memory());
    }
  }

  @Override
  public void opened(GwatHalf half) {
    opened(gwats.get(half.index), half);
  }

  @Override
  public void opened(CoordinatorHalf half) {
    opened(coordinators.get(half.index), half);
  }

  @Override
  public void gwat(GwatHalf half, GwatHalf.Step step) {
    for (NodeEffect effect : step.effects()) {
      if (effect instanceof NodeEffect.BlockCreated(Hash32 hash, long slot, int _)) {
        check(gwats.get(half.index), half, new Place(half.index, slot), hash);
      }
    }
  }

  @Override
  public void coordinator(CoordinatorHalf half, CoordinatorHalf.Step step) {
    for (BeaconNodeEffect effect : step.effects()) {
      if (effect
          instanceof
          BeaconNodeEffect.Publish(GossipMessage.Block(SignedBeaconBlock(var block, var _)))) {
        Place place = new Place(block.proposerIndex(), block.slot());
        check(coordinators.get(half.index), half, place, block.stateRoot());
      }
    }
  }

  private static void opened(Memory memory, Half half) {
    if (memory.disk != half.disk) {
      memory.disk = half.disk;
      memory.signed.clear();
    }
  }

  private static void check(Memory memory, Half half, Place place, Hash32 what) {
    Hash32 before = memory.signed.putIfAbsent(place, what);
    require(
        before == null || before.equals(what), "signed twice", half, "has signed twice: " + place);
  }
}
