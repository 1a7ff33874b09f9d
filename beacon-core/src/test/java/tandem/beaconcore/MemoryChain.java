package tandem.beaconcore;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tandem.beaconspec.Attestation;
import tandem.beaconspec.BeaconBlockHeader;
import tandem.beaconspec.BeaconState;
import tandem.beaconspec.InvalidBlockException;
import tandem.beaconspec.SignedBeaconBlock;
import tandem.beaconspec.StateTransition;
import tandem.beaconspec.Validator;
import tandem.forkchoice.BlockFacts;
import tandem.forkchoice.Checkpoint;
import tandem.forkchoice.ForkChoice;
import tandem.forkchoice.ForkChoiceConfig;
import tandem.forkchoice.Vote;
import tandem.primitives.Hash32;

/// A chain in memory that keeps everything, on the real rules and the real fork choice.
final class MemoryChain implements ChainView {
  final Map<Hash32, SignedBeaconBlock> blocks = new LinkedHashMap<>();
  final Set<Hash32> invalid = new HashSet<>();
  final Set<Integer> equivocators = new HashSet<>();
  private final Rules rules;
  private final Map<Hash32, BeaconState> posts = new HashMap<>();
  private final Map<String, BeaconState> advanced = new HashMap<>();
  private final ForkChoice forkChoice;
  final Hash32 genesisRoot;

  MemoryChain(Rules rules, BeaconState genesis) {
    this.rules = rules;
    this.genesisRoot = rules.types().beaconBlockHeader().hashTreeRoot(header(genesis));
    Checkpoint checkpoint = new Checkpoint(0, genesisRoot);
    BlockFacts facts = new BlockFacts(genesisRoot, Hash32.ZERO, 0, checkpoint, checkpoint);
    posts.put(genesisRoot, genesis);
    forkChoice =
        new ForkChoice(
            ForkChoiceConfig.of(rules.config().slotsPerEpoch()),
            facts,
            checkpoint,
            checkpoint,
            0,
            this::balances);
  }

  /// Of the genesis block, which exists only as a header in its state.
  private static BeaconBlockHeader header(BeaconState genesis) {
    BeaconBlockHeader latest = genesis.latestBlockHeader();
    return new BeaconBlockHeader(
        latest.slot(),
        latest.proposerIndex(),
        latest.parentRoot(),
        genesis.hashTreeRoot(),
        latest.bodyRoot());
  }

  void slotBegun(long slot) {
    forkChoice.onSlot(slot);
  }

  Hash32 root(SignedBeaconBlock block) {
    return rules.types().beaconBlock().hashTreeRoot(block.message());
  }

  /// Applies all rules to a block.
  boolean add(SignedBeaconBlock block) throws InvalidBlockException {
    Hash32 root = root(block);
    BeaconState parent = posts.get(block.message().parentRoot());
    if (parent == null) {
      return false;
    }
    BeaconState state = parent.copy();
    rules.transition().apply(state, block, StateTransition.Signatures.ALL);
    BlockFacts facts =
        new BlockFacts(
            root,
            block.message().parentRoot(),
            block.message().slot(),
            checkpoint(state.currentJustifiedCheckpoint()),
            checkpoint(state.finalizedCheckpoint()));
    if (forkChoice.onBlock(facts, true) != null) {
      return false;
    }
    blocks.put(root, block);
    posts.put(root, state);
    for (Attestation attestation : block.message().body().attestations()) {
      int[] validators =
          rules.committees().attesters(state, attestation.data(), attestation.aggregationBits());
      forkChoice.onAttestation(
          new Vote(
              validators,
              attestation.data().slot(),
              attestation.data().beaconBlockRoot(),
              checkpoint(attestation.data().target())),
          true);
    }
    return true;
  }

  /// A genesis checkpoint has root zero in the state.
  private Checkpoint checkpoint(tandem.beaconspec.Checkpoint checkpoint) {
    Hash32 root = checkpoint.root().isZero() ? genesisRoot : checkpoint.root();
    return new Checkpoint(checkpoint.epoch(), root);
  }

  private long[] balances(Checkpoint checkpoint) {
    BeaconState state =
        stateAt(checkpoint.root(), checkpoint.epoch() * rules.config().slotsPerEpoch());
    long[] balances = new long[state.validators().size()];
    for (int i = 0; i < balances.length; i++) {
      Validator validator = state.validators().get(i);
      balances[i] = validator.activationEpoch() == 0 ? validator.effectiveBalance() : 0;
    }
    return balances;
  }

  @Override
  public Hash32 headRoot() {
    return forkChoice.head();
  }

  @Override
  public long headSlot() {
    return forkChoice.block(headRoot()).slot();
  }

  @Override
  public Checkpoint justified() {
    return forkChoice.justified();
  }

  @Override
  public Checkpoint finalized() {
    return forkChoice.finalized();
  }

  @Override
  public @Nullable BlockFacts block(Hash32 root) {
    return forkChoice.block(root);
  }

  @Override
  public @Nullable Hash32 ancestor(Hash32 root, long slot) {
    return forkChoice.ancestor(root, slot);
  }

  @Override
  public boolean isInvalid(Hash32 root) {
    return invalid.contains(root);
  }

  @Override
  public @Nullable SignedBeaconBlock signedBlock(Hash32 root) {
    return blocks.get(root);
  }

  @Override
  public @Nullable BeaconState stateAt(Hash32 root, long slot) {
    BeaconState post = posts.get(root);
    if (post == null || post.slot() >= slot) {
      return post;
    }
    return advanced.computeIfAbsent(
        root + "/" + slot,
        _ -> {
          BeaconState state = post.copy();
          rules.transition().processSlots(state, slot);
          return state;
        });
  }

  @Override
  public void onVote(Vote vote) {
    forkChoice.onAttestation(vote, false);
  }

  @Override
  public void onEquivocation(Set<Integer> validators) {
    equivocators.addAll(validators);
    forkChoice.onEquivocation(validators);
  }
}
