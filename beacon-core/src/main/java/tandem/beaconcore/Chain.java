package tandem.beaconcore;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tandem.beaconspec.BeaconState;
import tandem.beaconspec.Creators;
import tandem.beaconspec.InvalidBlockException;
import tandem.beaconspec.SignedBeaconBlock;
import tandem.beaconspec.StateTransition.Signatures;
import tandem.crypto.SignatureSet;
import tandem.forkchoice.BlockFacts;
import tandem.forkchoice.Checkpoint;
import tandem.forkchoice.ForkChoice;
import tandem.forkchoice.ForkChoiceConfig;
import tandem.forkchoice.Refusal;
import tandem.forkchoice.Vote;
import tandem.primitives.Address;
import tandem.primitives.Hash32;
import tandem.store.Batch;

/// Blocks, their states, fork choice and the head: the only part that imports blocks.
///
/// An import is a state transition with all signatures as one batch, then fork choice, then one
/// atomic batch of the store with everything that follows: block, index entry, states of
/// checkpoints, canonical chain, justified and finalised checkpoint. Whoever listens is told after
/// that.
///
/// It begins with the last justified checkpoint (pair-sync.md R22); [#replay] takes in what is
/// stored above it.
final class Chain implements ChainView {
  /// What follows from a change, once it is in the store.
  interface Listener {
    void imported(Hash32 root, SignedBeaconBlock block);

    /// @param depth slots of the former chain that are not canonical any more
    void headChanged(Hash32 root, long slot, long depth);

    void justified(Checkpoint checkpoint);

    void finalized(Checkpoint checkpoint);
  }

  private static final int INVALID_MAX = 1_024;
  private static final long THIN_AFTER_EPOCHS = 16;
  private static final long THIN_STRETCH_EPOCHS = 16;

  private final Context node;
  private final Rules rules;
  private final ChainStore store;
  private final States states;
  private final Listener listener;
  private final Hash32 genesisRoot;
  private ForkChoice forkChoice;
  private final long slotsPerEpoch;
  private final Creators creators;
  private final RecentSet<Hash32> invalid = new RecentSet<>(INVALID_MAX);
  private final CheckpointBalances balances;
  private long anchorSlot;
  private Hash32 head;
  private long headSlot;
  private Checkpoint justified;
  private Checkpoint finalized;
  private long finalizedSlot;
  // Votes have come in since the head was chosen.
  private boolean voted;
  private ChainStore.@Nullable At replayed;

  /// Opens the chain in a database that [ChainGenesis] has checked or begun.
  Chain(Context node, Rules rules, ChainStore store, Hash32 genesisRoot, Listener listener) {
    this.node = node;
    this.rules = rules;
    this.store = store;
    this.listener = listener;
    this.genesisRoot = genesisRoot;
    this.slotsPerEpoch = rules.config().slotsPerEpoch();
    this.creators = new Creators(rules.config(), rules.committees());
    this.states = new States(store, rules.transition(), genesisRoot, node.config.genesis());
    this.balances = new CheckpointBalances(states, slotsPerEpoch);
    this.justified = required(store.justified(), "justified");
    this.finalized = required(store.finalized(), "finalized");
    BlockEntry anchor = store.requireEntry(justified.root());
    this.finalizedSlot = store.requireEntry(finalized.root()).slot();
    if (states.post(justified.root()) == null) {
      throw ChainStore.damaged(
          "the state of the justified block " + justified.root() + " is missing", null);
    }
    states.dropBefore(finalizedSlot);
    this.head = justified.root();
    this.headSlot = anchor.slot();
    this.anchorSlot = headSlot;
    this.forkChoice = treeFrom(justified, anchor, Math.max(0, node.currentSlot()));
    this.replayed = new ChainStore.At(headSlot, head);
    Batch batch = new Batch();
    store.cutCanonical(batch, headSlot);
    store.write(batch);
  }

  ChainStore store() {
    return store;
  }

  /// The slot of the finalised block.
  long finalizedSlot() {
    return finalizedSlot;
  }

  Hash32 genesisRoot() {
    return genesisRoot;
  }

  @Override
  public Hash32 headRoot() {
    return head;
  }

  @Override
  public long headSlot() {
    return headSlot;
  }

  @Override
  public Checkpoint justified() {
    return justified;
  }

  @Override
  public Checkpoint finalized() {
    return finalized;
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
    return store.block(root);
  }

  @Override
  public @Nullable BeaconState stateAt(Hash32 root, long slot) {
    // Nobody has business further ahead; to advance costs time.
    boolean near = slot <= forkChoice.slot() + 2 * slotsPerEpoch;
    return near && forkChoice.contains(root) ? states.at(root, slot) : null;
  }

  @Override
  public void onVote(Vote vote) {
    voted |= forkChoice.onAttestation(vote, false) == null;
  }

  @Override
  public void onEquivocation(Set<Integer> validators) {
    forkChoice.onEquivocation(validators);
    voted = true;
  }

  /// Whether a stored block is of the chain of the head.
  boolean isCanonical(Hash32 root, long slot) {
    return Objects.equals(root, store.canonical(slot));
  }

  /// The block of the canonical chain at `slot`, or the last before it.
  Hash32 canonicalAt(long slot) {
    if (slot >= headSlot) {
      return head;
    }
    Hash32 inTree = forkChoice.ancestor(head, slot);
    if (inTree != null) {
      return inTree;
    }
    for (long at = slot; at > 0; at--) {
      Hash32 root = store.canonical(at);
      if (root != null) {
        return root;
      }
    }
    return genesisRoot;
  }

  /// It is `slot` now.
  ///
  /// @return whether it was an earlier one before
  boolean slotBegun(long slot) {
    if (slot <= forkChoice.slot()) {
      return false;
    }
    forkChoice.onSlot(slot);
    settle();
    return true;
  }

  /// Chooses the head anew if votes have come in.
  void settleVotes() {
    if (voted) {
      settle();
    }
  }

  /// Whether stored blocks are still to be taken in.
  boolean replaying() {
    return replayed != null;
  }

  /// Takes in up to `max` stored blocks above the checkpoint with which the node began, without
  /// their signatures.
  void replay(int max) {
    ChainStore.At after = replayed;
    if (after == null) {
      return;
    }
    List<ChainStore.At> next = store.blocksAfter(after, max);
    for (ChainStore.At at : next) {
      replayed = at;
      replay(at);
    }
    if (next.size() < max) {
      replayed = null;
    }
  }

  /// Whether nothing on another branch than that of the checkpoint with which the node began can be
  /// imported, although it is not finalised.
  boolean isNarrow() {
    return anchorSlot > finalizedSlot;
  }

  /// Begins again with the finalised checkpoint: the justified one with which the node began is on
  /// a branch that the network has left. What is stored above it is taken in once more.
  void widen() {
    long depth = headSlot - finalizedSlot;
    BlockEntry anchor = store.requireEntry(finalized.root());
    forkChoice = treeFrom(finalized, anchor, forkChoice.slot());
    justified = finalized;
    head = finalized.root();
    headSlot = finalizedSlot;
    anchorSlot = finalizedSlot;
    replayed = new ChainStore.At(headSlot, head);
    Batch batch = new Batch();
    store.putJustified(batch, justified);
    store.cutCanonical(batch, headSlot);
    store.write(batch);
    listener.headChanged(head, headSlot, depth);
  }

  /// Imports a block after all checks.
  BlockImport add(RootedBlock block) {
    BlockImport refusal = precheck(block, forkChoice.block(block.parentRoot()));
    if (refusal != null) {
      return refusal;
    }
    BeaconState state = preState(block);
    try {
      rules.transition().apply(state, block.block(), Signatures.ALL);
    } catch (InvalidBlockException e) {
      return condemn(block, reason(e));
    }
    return commit(new ExecutedBlock(block, state), false);
  }

  /// Imports a stretch of blocks, each the child of the one before, with the signatures of all of
  /// them as one batch.
  ///
  /// @return what became of the last one that was looked at: the first one that was refused, or the
  ///   last of all
  BlockImport addAll(List<RootedBlock> blocks) {
    List<ExecutedBlock> executed = new ArrayList<>();
    List<SignatureSet> signatures = new ArrayList<>();
    BlockImport last = new BlockImport.Known();
    RootedBlock bad = null;
    for (RootedBlock block : blocks) {
      BlockFacts parent =
          executed.isEmpty()
              ? forkChoice.block(block.parentRoot())
              : executed.getLast().facts(genesisRoot);
      BlockImport refusal = precheck(block, parent);
      if (refusal instanceof BlockImport.Known) {
        continue;
      }
      if (refusal != null) {
        last = refusal;
        break;
      }
      BeaconState state = preState(block);
      try {
        signatures.addAll(rules.transition().applyUnsigned(state, block.block()));
        checkStateRoot(block, state);
      } catch (InvalidBlockException e) {
        // Its own fault only if those before it are valid, signatures and all.
        last = new BlockImport.Invalid(reason(e));
        bad = block;
        break;
      }
      states.keep(block.root(), state);
      executed.add(new ExecutedBlock(block, state));
    }
    if (!rules.bls().verifyAll(signatures)) {
      executed.forEach(each -> states.forget(each.block().root()));
      return addEach(executed, last);
    }
    for (ExecutedBlock each : executed) {
      BlockImport result = commit(each, false);
      if (!(result instanceof BlockImport.Imported)) {
        return result;
      }
      last = last instanceof BlockImport.Known ? result : last;
    }
    if (bad != null) {
      invalid.add(bad.root());
    }
    return last;
  }

  /// The state on which the block builds, at its slot; the caller's own.
  BeaconState preState(RootedBlock block) {
    BeaconState state = states.at(block.parentRoot(), block.slot());
    if (state == null) {
      throw ChainStore.damaged("the state of block " + block.parentRoot() + " is missing", null);
    }
    return state.copy();
  }

  /// Remembers that the block is invalid by itself.
  BlockImport condemn(RootedBlock block, String why) {
    invalid.add(block.root());
    return new BlockImport.Invalid(why);
  }

  /// What can be said of a block without executing it; null if nothing speaks against it.
  ///
  /// @param parent null if it is not in the tree
  @Nullable BlockImport precheck(RootedBlock block, @Nullable BlockFacts parent) {
    boolean old = block.slot() <= floorSlot();
    if (forkChoice.contains(block.root()) || old && store.entry(block.root()) != null) {
      return new BlockImport.Known();
    }
    if (invalid.contains(block.root())) {
      return new BlockImport.Invalid("known to be invalid");
    }
    if (invalid.contains(block.parentRoot())) {
      return condemn(block, "its parent is invalid");
    }
    if (old) {
      return new BlockImport.Outdated();
    }
    if (parent == null) {
      BlockEntry stored = store.entry(block.parentRoot());
      return stored != null && stored.slot() <= floorSlot()
          ? new BlockImport.Outdated()
          : new BlockImport.UnknownParent(block.parentRoot());
    }
    if (block.slot() <= parent.slot()) {
      return condemn(block, "its slot is not after its parent's");
    }
    return block.slot() > forkChoice.slot() ? new BlockImport.Early() : null;
  }

  private static String reason(InvalidBlockException e) {
    return Objects.requireNonNullElse(e.getMessage(), "invalid");
  }

  private static void checkStateRoot(RootedBlock block, BeaconState post)
      throws InvalidBlockException {
    Hash32 stated = block.block().message().stateRoot();
    if (!post.hashTreeRoot().equals(stated)) {
      throw new InvalidBlockException(
          "state root %s, the state has %s".formatted(stated, post.hashTreeRoot()));
    }
  }

  /// Blocks up to this slot cannot be imported: they are finalised, or before the checkpoint with
  /// which this node began.
  private long floorSlot() {
    return Math.max(anchorSlot, finalized.epoch() * slotsPerEpoch);
  }

  /// One by one, to find the one whose signatures are wrong.
  private BlockImport addEach(List<ExecutedBlock> executed, BlockImport last) {
    for (ExecutedBlock each : executed) {
      BlockImport result = add(each.block());
      if (!(result instanceof BlockImport.Imported)) {
        return result;
      }
    }
    return last;
  }

  /// A tree that consists of this block; its justified checkpoint is the block itself.
  private ForkChoice treeFrom(Checkpoint checkpoint, BlockEntry entry, long slot) {
    BlockFacts facts =
        new BlockFacts(checkpoint.root(), entry.parentRoot(), entry.slot(), checkpoint, finalized);
    return new ForkChoice(
        ForkChoiceConfig.of(slotsPerEpoch), facts, checkpoint, finalized, slot, balances);
  }

  private void replay(ChainStore.At at) {
    BlockEntry entry = store.requireEntry(at.root());
    if (forkChoice.contains(at.root()) || !forkChoice.contains(entry.parentRoot())) {
      return;
    }
    SignedBeaconBlock block = store.block(at.root());
    if (block == null) {
      throw ChainStore.damaged("block " + at.root() + " is missing", null);
    }
    RootedBlock rooted = new RootedBlock(at.root(), block);
    BeaconState state = preState(rooted);
    try {
      rules.transition().apply(state, block, Signatures.NONE);
    } catch (InvalidBlockException e) {
      throw ChainStore.damaged("block " + at.root() + " in it is invalid", e);
    }
    commit(new ExecutedBlock(rooted, state), true);
  }

  /// Fork choice, store, memory; then the others are told.
  private BlockImport commit(ExecutedBlock executed, boolean stored) {
    RootedBlock block = executed.block();
    Batch batch = new Batch();
    if (!stored) {
      store.putBlock(batch, block.root(), block.block());
      store.putEntry(batch, block.root(), entry(executed));
    }
    putCheckpointStates(batch, executed);
    List<Vote> votes = executed.votes(rules.committees());
    // From here on memory changes.
    BlockFacts facts = executed.facts(genesisRoot);
    Refusal refusal = forkChoice.onBlock(facts, !stored && isTimely(block));
    if (refusal != null) {
      return new BlockImport.Outdated();
    }
    votes.forEach(vote -> forkChoice.onAttestation(vote, true));
    forkChoice.onEquivocation(executed.equivocators());
    states.keep(block.root(), executed.post());
    List<Runnable> news = settle(batch);
    store.write(batch);
    news.forEach(Runnable::run);
    listener.imported(block.root(), block.block());
    return new BlockImport.Imported();
  }

  private void settle() {
    Batch batch = new Batch();
    List<Runnable> news = settle(batch);
    store.write(batch);
    news.forEach(Runnable::run);
  }

  /// Follows fork choice.
  ///
  /// @param batch receives what changes in the store
  /// @return what is to be said about it when that is written
  private List<Runnable> settle(Batch batch) {
    voted = false;
    List<Runnable> news = new ArrayList<>();
    Hash32 newHead = forkChoice.head();
    if (!newHead.equals(head)) {
      moveHead(newHead, batch, news);
    }
    Checkpoint newJustified = forkChoice.justified();
    if (!newJustified.equals(justified)) {
      justified = newJustified;
      store.putJustified(batch, newJustified);
      news.add(() -> listener.justified(newJustified));
    }
    Checkpoint newFinalized = forkChoice.finalized();
    if (!newFinalized.equals(finalized)) {
      finalized = newFinalized;
      store.putFinalized(batch, newFinalized);
      long slot = store.requireEntry(newFinalized.root()).slot();
      finalizedSlot = slot;
      store.dropStates(batch, slot);
      news.add(() -> {
        forkChoice.prune(newFinalized.root());
        states.dropBefore(slot);
        listener.finalized(newFinalized);
      });
    }
    return news;
  }

  private void moveHead(Hash32 newHead, Batch batch, List<Runnable> news) {
    List<ChainStore.At> fresh = new ArrayList<>();
    BlockFacts at = inTree(newHead);
    long slot = at.slot();
    while (!isCanonical(at.root(), at.slot())) {
      fresh.add(new ChainStore.At(at.slot(), at.root()));
      at = inTree(at.parentRoot());
    }
    long depth = headSlot - at.slot();
    if (depth > 0) {
      store.cutCanonical(batch, at.slot());
    }
    fresh.forEach(each -> store.putCanonical(batch, each));
    head = newHead;
    headSlot = slot;
    news.add(() -> listener.headChanged(newHead, slot, depth));
  }

  private BlockFacts inTree(Hash32 root) {
    BlockFacts facts = forkChoice.block(root);
    if (facts == null) {
      throw new IllegalStateException("block " + root + " is not in the tree");
    }
    return facts;
  }

  /// A checkpoint is the block at the start of an epoch, or the last before it.
  private void putCheckpointStates(Batch batch, ExecutedBlock executed) {
    RootedBlock block = executed.block();
    if (block.slot() % slotsPerEpoch == 0) {
      putState(batch, new ChainStore.At(block.slot(), block.root()), executed.post());
      // Where finality stalls, far older checkpoints are held only now and then.
      store.thinStates(
          batch,
          finalizedSlot,
          block.slot() - THIN_AFTER_EPOCHS * slotsPerEpoch,
          THIN_STRETCH_EPOCHS * slotsPerEpoch,
          Set.of(justified.root()));
    }
    BlockFacts parent = inTree(block.parentRoot());
    long nextEpoch = (parent.slot() / slotsPerEpoch + 1) * slotsPerEpoch;
    if (nextEpoch < block.slot()) {
      BeaconState state = states.post(parent.root());
      if (state != null && !parent.root().equals(genesisRoot)) {
        putState(batch, new ChainStore.At(parent.slot(), parent.root()), state);
      }
    }
  }

  private void putState(Batch batch, ChainStore.At at, BeaconState state) {
    if (!store.hasState(at)) {
      store.putState(batch, at, state);
    }
  }

  private BlockEntry entry(ExecutedBlock executed) {
    RootedBlock block = executed.block();
    BeaconState post = executed.post();
    BlockFacts facts = executed.facts(genesisRoot);
    long gap = block.slot() - inTree(block.parentRoot()).slot() - 1;
    List<List<Address>> skipped = new ArrayList<>();
    for (long before = Math.min(gap, BlockEntry.SKIPPED_MAX); before > 0; before--) {
      skipped.add(creators(post, block.slot() - before));
    }
    return new BlockEntry(
        block.slot(),
        block.parentRoot(),
        block.block().message().stateRoot(),
        facts.justified(),
        facts.finalized(),
        post.lastFinalizedSpine(),
        store.requireEntry(facts.justified().root()).lastSpine(),
        store.requireEntry(facts.finalized().root()).lastSpine(),
        post.finalizing(),
        creators(post, block.slot()),
        skipped);
  }

  /// The creators of a slot up to that of the state. Committees of past epochs are fixed, so a
  /// later state gives the same as one of the slot's own epoch.
  List<Address> creators(BeaconState state, long slot) {
    return creators.of(state, slot);
  }

  private boolean isTimely(RootedBlock block) {
    return block.slot() == node.currentSlot() && node.nowMs < node.times.attestMs(block.slot());
  }

  private static Checkpoint required(@Nullable Checkpoint checkpoint, String name) {
    if (checkpoint == null) {
      throw ChainStore.damaged("its " + name + " checkpoint is missing", null);
    }
    return checkpoint;
  }
}
