package tandem.forkchoice;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tandem.primitives.Hash32;

/// The functions of the specification, one by one, as slow as they stand there.
final class SlowForkChoice {
  private record Message(long epoch, Hash32 root) {}

  private final ForkChoiceConfig config;
  private final JustifiedBalances balances;
  private final Map<Hash32, BlockFacts> blocks = new LinkedHashMap<>();
  private final Map<Integer, Message> latestMessages = new HashMap<>();
  private final Set<Integer> equivocating = new HashSet<>();
  private final List<Vote> waiting = new ArrayList<>();
  private Checkpoint justified;
  private Checkpoint finalized;
  private Checkpoint bestJustified;
  private @Nullable Hash32 boosted;
  private long slot;

  SlowForkChoice(ForkChoiceConfig config, BlockFacts anchor, JustifiedBalances balances) {
    this.config = config;
    this.balances = balances;
    this.justified = anchor.justified();
    this.finalized = anchor.finalized();
    this.bestJustified = justified;
    this.slot = anchor.slot();
    blocks.put(anchor.root(), anchor);
  }

  void onSlot(long newSlot) {
    while (slot < newSlot) {
      slot++;
      boosted = null;
      if (slot % config.slotsPerEpoch() == 0 && bestJustified.epoch() > justified.epoch()) {
        long finalizedSlot = config.startSlot(finalized.epoch());
        if (getAncestor(bestJustified.root(), finalizedSlot).equals(finalized.root())) {
          justified = bestJustified;
        }
      }
    }
    for (Vote vote : List.copyOf(waiting)) {
      if (vote.slot() < slot) {
        waiting.remove(vote);
        updateLatestMessages(vote);
      }
    }
  }

  boolean onBlock(BlockFacts block, boolean timely) {
    BlockFacts parent = blocks.get(block.parentRoot());
    if (parent == null || parent.slot() >= block.slot() || block.slot() > slot) {
      return false;
    }
    long finalizedSlot = config.startSlot(finalized.epoch());
    if (block.slot() <= finalizedSlot
        || !getAncestor(block.parentRoot(), finalizedSlot).equals(finalized.root())) {
      return false;
    }
    blocks.put(block.root(), block);
    if (timely && slot == block.slot() && boosted == null) {
      boosted = block.root();
    }
    if (block.justified().epoch() > justified.epoch()) {
      if (block.justified().epoch() > bestJustified.epoch()) {
        bestJustified = block.justified();
      }
      if (shouldUpdateJustified(block.justified())) {
        justified = block.justified();
      }
    }
    if (block.finalized().epoch() > finalized.epoch()) {
      finalized = block.finalized();
      justified = block.justified();
    }
    return true;
  }

  void onAttestation(Vote vote) {
    if (vote.slot() < slot) {
      updateLatestMessages(vote);
    } else {
      waiting.add(vote);
    }
  }

  void onEquivocation(Set<Integer> validators) {
    equivocating.addAll(validators);
  }

  Hash32 getHead() {
    Set<Hash32> tree = new HashSet<>();
    filterBlockTree(justified.root(), tree);
    Hash32 head = justified.root();
    while (true) {
      Hash32 best = null;
      for (BlockFacts block : blocks.values()) {
        if (block.parentRoot().equals(head) && tree.contains(block.root())) {
          if (best == null || isBetter(block.root(), best)) {
            best = block.root();
          }
        }
      }
      if (best == null) {
        return head;
      }
      head = best;
    }
  }

  private boolean isBetter(Hash32 one, Hash32 other) {
    long a = weight(one);
    long b = weight(other);
    return a != b ? a > b : one.compareTo(other) > 0;
  }

  private long weight(Hash32 root) {
    long[] weights = balances.of(justified);
    long blockSlot = blocks.get(root).slot();
    long sum = 0;
    for (Map.Entry<Integer, Message> entry : latestMessages.entrySet()) {
      int validator = entry.getKey();
      if (validator < weights.length
          && !equivocating.contains(validator)
          && getAncestor(entry.getValue().root(), blockSlot).equals(root)) {
        sum += weights[validator];
      }
    }
    if (boosted != null && getAncestor(boosted, blockSlot).equals(root)) {
      long count = 0;
      long total = 0;
      for (long each : weights) {
        count += each > 0 ? 1 : 0;
        total += each;
      }
      long committeeWeight = count == 0 ? 0 : count / config.slotsPerEpoch() * (total / count);
      sum += committeeWeight * config.proposerBoostPercent() / 100;
    }
    return sum;
  }

  private boolean filterBlockTree(Hash32 root, Set<Hash32> tree) {
    boolean isLeaf = true;
    boolean any = false;
    for (BlockFacts child : blocks.values()) {
      if (child.parentRoot().equals(root)) {
        isLeaf = false;
        any |= filterBlockTree(child.root(), tree);
      }
    }
    if (isLeaf) {
      BlockFacts block = blocks.get(root);
      any =
          (justified.epoch() == 0 || block.justified().equals(justified))
              && (finalized.epoch() == 0 || block.finalized().equals(finalized));
    }
    if (any) {
      tree.add(root);
    }
    return any;
  }

  private boolean shouldUpdateJustified(Checkpoint newer) {
    if (slot % config.slotsPerEpoch() < config.safeSlotsToUpdateJustified()) {
      return true;
    }
    long justifiedSlot = config.startSlot(justified.epoch());
    return getAncestor(newer.root(), justifiedSlot).equals(justified.root());
  }

  private Hash32 getAncestor(Hash32 root, long atSlot) {
    BlockFacts block = blocks.get(root);
    return block.slot() > atSlot ? getAncestor(block.parentRoot(), atSlot) : root;
  }

  private void updateLatestMessages(Vote vote) {
    for (int validator : vote.validators()) {
      Message latest = latestMessages.get(validator);
      if (!equivocating.contains(validator)
          && (latest == null || vote.target().epoch() > latest.epoch())) {
        latestMessages.put(validator, new Message(vote.target().epoch(), vote.root()));
      }
    }
  }
}
