package tandem.forkchoice;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tandem.primitives.Hash32;

/// The `Store` of the specification and its four handlers. A call that is refused has changed
/// nothing. Not thread-safe. Equal calls in equal order give equal results.
///
/// It begins with an anchor, which need not be finalised: after a restart that is the last
/// justified block (pair-sync.md R22). What is finalised may then lie before the tree; everything
/// in the tree descends from it.
public final class ForkChoice {
  /// Attestations of the current slot that wait for it to pass.
  private static final int QUEUE_MAX = 1 << 16;

  private static final long NOTHING = -1;

  private final ForkChoiceConfig config;
  private final JustifiedBalances balances;
  private final ProtoArray tree = new ProtoArray();
  private final Set<Integer> equivocators = new HashSet<>();
  private final List<Vote> queue = new ArrayList<>();
  private long slot;
  private Checkpoint justified;
  private Checkpoint finalized;
  private Checkpoint bestJustified;
  private @Nullable Hash32 boosted;

  // By validator: where its vote counts now, where it is to count, and the epoch of that vote.
  private int[] counted = new int[0];
  private int[] voted = new int[0];
  private long[] votedEpoch = new long[0];
  // With which weights `counted` was counted.
  private long[] countedBalances = new long[0];
  private @Nullable Hash32 countedBoost;
  private long countedBoostWeight;

  /// @param anchor first block of the tree; its checkpoints are those of the store
  /// @param justified the store's: `anchor` itself, or an ancestor if nothing later is justified
  public ForkChoice(
      ForkChoiceConfig config,
      BlockFacts anchor,
      Checkpoint justified,
      Checkpoint finalized,
      long slot,
      JustifiedBalances balances) {
    this.config = config;
    this.balances = balances;
    this.slot = slot;
    this.justified = justified;
    this.finalized = finalized;
    this.bestJustified = justified;
    tree.add(anchor);
  }

  /// `on_tick`: it is `newSlot` now. An earlier one changes nothing.
  public void onSlot(long newSlot) {
    while (slot < newSlot) {
      slot++;
      boosted = null;
      if (slot % config.slotsPerEpoch() == 0
          && bestJustified.epoch() > justified.epoch()
          && isDescendant(finalized, bestJustified.root())) {
        justified = bestJustified;
      }
    }
    List<Vote> due = queue.stream().filter(vote -> vote.slot() < slot).toList();
    queue.removeAll(due);
    due.forEach(this::count);
  }

  /// `on_block`, after the state transition.
  ///
  /// @param timely whether it came in the first third of its slot
  /// @return null if the block is in the tree
  public @Nullable Refusal onBlock(BlockFacts block, boolean timely) {
    if (contains(block.root())) {
      return null;
    }
    BlockFacts parent = tree.block(block.parentRoot());
    if (parent == null || parent.slot() >= block.slot()) {
      return Refusal.UNKNOWN_PARENT;
    }
    if (block.slot() > slot) {
      return Refusal.FUTURE_SLOT;
    }
    if (block.slot() <= config.startSlot(finalized.epoch())
        || !isDescendant(finalized, block.parentRoot())) {
      return Refusal.NOT_AFTER_FINALIZED;
    }
    tree.add(block);
    if (timely && block.slot() == slot && boosted == null) {
      boosted = block.root();
    }
    if (block.justified().epoch() > justified.epoch()) {
      if (block.justified().epoch() > bestJustified.epoch()) {
        bestJustified = block.justified();
      }
      if (mayUpdateJustified(block.justified())) {
        justified = block.justified();
      }
    }
    if (block.finalized().epoch() > finalized.epoch()) {
      finalized = block.finalized();
      justified = block.justified();
    }
    return null;
  }

  /// `on_attestation`. One of the current slot counts from the next slot on.
  ///
  /// @param fromBlock whether a block carried it; then its age does not matter
  public @Nullable Refusal onAttestation(Vote vote, boolean fromBlock) {
    Refusal refusal = validate(vote, fromBlock);
    if (refusal != null) {
      return refusal;
    }
    if (vote.slot() >= slot) {
      if (queue.size() >= QUEUE_MAX) {
        return Refusal.QUEUE_FULL;
      }
      queue.add(vote);
      return null;
    }
    count(vote);
    return null;
  }

  /// Validators that are proven to have voted twice: their votes count no more.
  public void onEquivocation(Set<Integer> validators) {
    equivocators.addAll(validators);
  }

  /// `get_head`.
  public Hash32 head() {
    long[] weights = balances.of(justified);
    long[] deltas = new long[tree.size()];
    recount(deltas, weights);
    reboost(deltas, weights);
    tree.apply(deltas, justified, finalized);
    Hash32 root = contains(justified.root()) ? justified.root() : tree.node(0).block.root();
    return tree.best(root);
  }

  public boolean contains(Hash32 root) {
    return tree.index(root) != ProtoArray.NONE;
  }

  /// A block of the tree, or null.
  public @Nullable BlockFacts block(Hash32 root) {
    return tree.block(root);
  }

  /// The block itself or its ancestor that was the last at `atSlot`; null if that lies before the
  /// tree.
  public @Nullable Hash32 ancestor(Hash32 root, long atSlot) {
    return tree.ancestor(root, atSlot);
  }

  /// The ancestors of a block within the tree, itself first.
  public List<BlockFacts> ancestors(Hash32 root) {
    List<BlockFacts> chain = new ArrayList<>();
    for (int at = tree.index(root); at != ProtoArray.NONE; at = tree.node(at).parent) {
      chain.add(tree.node(at).block);
    }
    return chain;
  }

  /// Whether one block is the other, or an ancestor of it.
  public boolean isAncestor(Hash32 ancestor, Hash32 root) {
    BlockFacts block = tree.block(ancestor);
    Hash32 found = block == null ? null : tree.ancestor(root, block.slot());
    return found != null && found.equals(ancestor);
  }

  /// Forgets everything that does not descend from `root`.
  public void prune(Hash32 root) {
    if (!contains(root) || tree.index(root) == 0) {
      return;
    }
    int[] moved = tree.prune(root);
    for (int i = 0; i < voted.length; i++) {
      // Votes for what is gone cannot come back; their weight went with their blocks.
      counted[i] = counted[i] == ProtoArray.NONE ? ProtoArray.NONE : moved[counted[i]];
      voted[i] = voted[i] == ProtoArray.NONE ? ProtoArray.NONE : moved[voted[i]];
    }
    queue.removeIf(vote -> !contains(vote.root()));
  }

  public Checkpoint justified() {
    return justified;
  }

  public Checkpoint finalized() {
    return finalized;
  }

  public long slot() {
    return slot;
  }

  /// Blocks in the tree.
  public int size() {
    return tree.size();
  }

  private boolean mayUpdateJustified(Checkpoint newer) {
    if (slot % config.slotsPerEpoch() < config.safeSlotsToUpdateJustified()) {
      return true;
    }
    return isDescendant(justified, newer.root());
  }

  /// Whether `root` has the checkpoint's block as its ancestor at the checkpoint's slot. A
  /// checkpoint before the tree is an ancestor of everything in it.
  private boolean isDescendant(Checkpoint checkpoint, Hash32 root) {
    Hash32 ancestor = tree.ancestor(root, config.startSlot(checkpoint.epoch()));
    return ancestor == null
        ? contains(root)
        : ancestor.equals(checkpoint.root()) || !contains(checkpoint.root());
  }

  private @Nullable Refusal validate(Vote vote, boolean fromBlock) {
    long epoch = config.epochAt(slot);
    long target = vote.target().epoch();
    if (!fromBlock && target != epoch && target != Math.max(0, epoch - 1)) {
      return Refusal.WRONG_EPOCH;
    }
    if (target != config.epochAt(vote.slot())) {
      return Refusal.INCONSISTENT;
    }
    BlockFacts block = tree.block(vote.root());
    if (block == null) {
      return Refusal.UNKNOWN_BLOCK;
    }
    if (block.slot() > vote.slot()) {
      return Refusal.INCONSISTENT;
    }
    Hash32 targetBlock = tree.ancestor(vote.root(), config.startSlot(target));
    if (targetBlock != null && !targetBlock.equals(vote.target().root())) {
      return Refusal.INCONSISTENT;
    }
    return null;
  }

  /// `update_latest_messages`.
  private void count(Vote vote) {
    int block = tree.index(vote.root());
    if (block == ProtoArray.NONE) {
      return;
    }
    for (int validator : vote.validators()) {
      if (validator < 0 || validator >= config.validatorsMax()) {
        continue;
      }
      grow(validator);
      boolean newer =
          votedEpoch[validator] == NOTHING || vote.target().epoch() > votedEpoch[validator];
      if (newer && !equivocators.contains(validator)) {
        voted[validator] = block;
        votedEpoch[validator] = vote.target().epoch();
      }
    }
  }

  private void grow(int validator) {
    if (validator < voted.length) {
      return;
    }
    int from = voted.length;
    int length = Math.min(config.validatorsMax(), Math.max(validator + 1, 2 * from));
    counted = Arrays.copyOf(counted, length);
    voted = Arrays.copyOf(voted, length);
    votedEpoch = Arrays.copyOf(votedEpoch, length);
    Arrays.fill(counted, from, length, ProtoArray.NONE);
    Arrays.fill(voted, from, length, ProtoArray.NONE);
    Arrays.fill(votedEpoch, from, length, NOTHING);
  }

  /// Takes away what votes weighed and adds what they weigh.
  private void recount(long[] deltas, long[] weights) {
    for (int i = 0; i < voted.length; i++) {
      long before = i < countedBalances.length ? countedBalances[i] : 0;
      long now = i < weights.length && !equivocators.contains(i) ? weights[i] : 0;
      if (counted[i] != ProtoArray.NONE) {
        deltas[counted[i]] -= before;
      }
      if (voted[i] != ProtoArray.NONE) {
        deltas[voted[i]] += now;
      }
      counted[i] = voted[i];
    }
    long[] used = weights.clone();
    equivocators.stream().filter(index -> index < used.length).forEach(index -> used[index] = 0);
    countedBalances = used;
  }

  /// Moves the boost to the block that has it now.
  private void reboost(long[] deltas, long[] weights) {
    if (countedBoost != null && contains(countedBoost)) {
      deltas[tree.index(countedBoost)] -= countedBoostWeight;
    }
    countedBoost = boosted;
    countedBoostWeight = 0;
    if (boosted != null && contains(boosted)) {
      countedBoostWeight = boostWeight(weights);
      deltas[tree.index(boosted)] += countedBoostWeight;
    }
  }

  /// The share of a committee's average weight that the specification gives a timely block.
  private long boostWeight(long[] weights) {
    long validators = 0;
    long total = 0;
    for (long weight : weights) {
      if (weight > 0) {
        validators++;
        total += weight;
      }
    }
    if (validators == 0) {
      return 0;
    }
    long committeeSize = validators / config.slotsPerEpoch();
    return committeeSize * (total / validators) * config.proposerBoostPercent() / 100;
  }
}
