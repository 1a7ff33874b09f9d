package tandem.pairsim;

import static tandem.pairsim.Invariant.require;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tandem.beaconcore.BeaconNodeEffect;
import tandem.beaconcore.GossipMessage;
import tandem.beaconspec.Attestation;
import tandem.beaconspec.AttestationData;
import tandem.beaconspec.SignedBeaconBlock;
import tandem.beaconspec.SyncCommitteeMessage;
import tandem.crypto.BlsSignature;
import tandem.gwatcore.NodeEffect;
import tandem.primitives.Hash32;

/// No validator proposes two blocks for one slot, none attests two things for one target or
/// surrounds a vote of its own, and no creator makes two blocks of the DAG for one slot, whatever
/// crashes and however clocks are set. A half that was given another database knows nothing of what
/// it had signed. In one run of a process, whose clock does not go back, no validator signs two
/// heads of one slot for the sync committee; otherwise it may, for nobody is slashed for that.
final class NothingIsSignedTwice implements Invariant {
  private record Place(long signer, long slot) {}

  private record Voted(long source, long target, Hash32 root) {
    boolean isAgainst(Voted other) {
      return target == other.target && !root.equals(other.root)
          || source < other.source && target > other.target
          || source > other.source && target < other.target;
    }
  }

  private static final class Memory {
    @Nullable Disk disk;
    long clockMs;
    final Map<Place, Hash32> blocks = new HashMap<>();
    final Map<Integer, Set<Voted>> votes = new HashMap<>();
    final Map<Place, Hash32> heads = new HashMap<>();
  }

  private final SimNetwork plan;
  private final List<Memory> gwats = new ArrayList<>();
  private final List<Memory> coordinators = new ArrayList<>();

  NothingIsSignedTwice(SimNetwork plan, int pairs) {
    this.plan = plan;
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
    left(half, step.effects());
  }

  @Override
  public void coordinator(CoordinatorHalf half, CoordinatorHalf.Step step) {
    left(half, step.effects());
  }

  @Override
  public void left(GwatHalf half, List<NodeEffect> effects) {
    for (NodeEffect effect : effects) {
      if (effect instanceof NodeEffect.BlockCreated(Hash32 hash, long slot, int _)) {
        once(gwats.get(half.index).blocks, half, new Place(half.index, slot), hash);
      }
    }
  }

  @Override
  public void left(CoordinatorHalf half, List<BeaconNodeEffect> effects) {
    Memory memory = coordinators.get(half.index);
    if (half.clockMs() < memory.clockMs) {
      memory.heads.clear();
    }
    memory.clockMs = half.clockMs();
    for (BeaconNodeEffect effect : effects) {
      if (effect instanceof BeaconNodeEffect.Publish(GossipMessage message)) {
        published(memory, half, message);
      }
    }
  }

  private void published(Memory memory, CoordinatorHalf half, GossipMessage message) {
    switch (message) {
      case GossipMessage.Block(SignedBeaconBlock(var block, var _)) ->
          once(
              memory.blocks,
              half,
              new Place(block.proposerIndex(), block.slot()),
              block.stateRoot());
      case GossipMessage.SingleAttestation(int _, Attestation attestation) ->
          voted(memory, half, attestation.data(), attestation.signature());
      case GossipMessage.SyncMessage(int _, SyncCommitteeMessage sync) ->
          once(
              memory.heads,
              half,
              new Place(sync.validatorIndex(), sync.slot()),
              sync.beaconBlockRoot());
      case GossipMessage.Aggregate _,
          GossipMessage.Contribution _,
          GossipMessage.Exit _,
          GossipMessage.ProposerSlashed _,
          GossipMessage.AttesterSlashed _ -> {}
    }
  }

  private void voted(
      Memory memory, CoordinatorHalf half, AttestationData data, BlsSignature signature) {
    Hash32 root = plan.signingRoots().attestation(data);
    int signer = plan.signer(half.index, root, signature);
    require(signer >= 0, "signed twice", half, "has sent an attestation that it did not sign");
    Voted vote = new Voted(data.source().epoch(), data.target().epoch(), root);
    Set<Voted> votes = memory.votes.computeIfAbsent(signer, _ -> new HashSet<>());
    for (Voted before : votes) {
      require(
          !vote.isAgainst(before),
          "signed twice",
          half,
          () -> "has signed " + before + " and " + vote + " with the key of validator " + signer);
    }
    votes.add(vote);
  }

  private static void opened(Memory memory, Half half) {
    if (memory.disk != half.disk) {
      memory.disk = half.disk;
      memory.blocks.clear();
      memory.votes.clear();
    }
    memory.heads.clear();
  }

  private static void once(Map<Place, Hash32> signed, Half half, Place place, Hash32 what) {
    Hash32 before = signed.putIfAbsent(place, what);
    require(
        before == null || before.equals(what),
        "signed twice",
        half,
        () -> "has signed twice: " + place);
  }
}
