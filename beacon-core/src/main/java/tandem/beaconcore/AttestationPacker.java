package tandem.beaconcore;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import tandem.beaconspec.Attestation;
import tandem.beaconspec.AttestationData;
import tandem.beaconspec.BeaconConfig;
import tandem.beaconspec.BeaconState;
import tandem.beaconspec.Checkpoint;
import tandem.beaconspec.Committees;
import tandem.primitives.Hash32;

/// Chooses the attestations of a block: again and again the one that adds most to what the chain
/// knows of its validators' participation, weighted as the reward is, until nothing is added or the
/// block is full. What was included before with the same or better participation adds nothing.
///
/// A gain never grows by another choice, so one that is still the largest after it has been looked
/// at again need not be compared with the rest.
final class AttestationPacker {
  // PARTICIPATION_FLAG_WEIGHTS of Altair.
  private static final int SOURCE = 1;
  private static final int TARGET = 1 << 1;
  private static final int HEAD = 1 << 2;
  private static final int SOURCE_WEIGHT = 14;
  private static final int TARGET_WEIGHT = 26;
  private static final int HEAD_WEIGHT = 14;

  private final BeaconConfig config;
  private final Committees committees;
  private final Shufflings shufflings;
  private final AttestationPool pool;

  AttestationPacker(Rules rules, Shufflings shufflings, AttestationPool pool) {
    this.config = rules.config();
    this.committees = rules.committees();
    this.shufflings = shufflings;
    this.pool = pool;
  }

  private record Ranked(int order, Packing packing, VotePile.Choice choice) {}

  /// @param state advanced to the slot of the block
  /// @param parent the block's parent
  List<Attestation> pack(BeaconState state, Hash32 parent) {
    Map<Integer, Integer> current = new HashMap<>();
    Map<Integer, Integer> previous = new HashMap<>();
    PriorityQueue<Ranked> queue =
        new PriorityQueue<>(
            Comparator.comparingLong((Ranked ranked) -> -ranked.choice().weight())
                .thenComparingInt(Ranked::order));
    long epoch = epoch(state.slot());
    long oldest = Math.max(0, state.slot() - config.slotsPerEpoch());
    int order = 0;
    for (AttestationPool.Votes votes :
        pool.votes(oldest, state.slot() - config.minAttestationInclusionDelay())) {
      if (isIncludable(state, parent, votes.data())) {
        boolean isCurrent = votes.data().target().epoch() == epoch;
        enqueue(queue, order++, new Packing(state, votes, isCurrent ? current : previous));
      }
    }
    List<Attestation> chosen = new ArrayList<>();
    while (!queue.isEmpty() && chosen.size() < config.maxAttestations()) {
      Ranked top = queue.remove();
      VotePile.Choice now = top.packing().best();
      if (now == null) {
        continue;
      }
      if (now.weight() < top.choice().weight()) {
        queue.add(new Ranked(top.order(), top.packing(), now));
        continue;
      }
      AttestationPool.Votes votes = top.packing().votes;
      chosen.add(pool.attestation(votes.data(), votes.pile(), now));
      top.packing().cover(now);
      enqueue(queue, top.order(), top.packing());
    }
    return chosen;
  }

  private static void enqueue(PriorityQueue<Ranked> queue, int order, Packing packing) {
    VotePile.Choice choice = packing.best();
    if (choice != null) {
      queue.add(new Ranked(order, packing, choice));
    }
  }

  /// `process_attestation`, as far as it does not look at bits and signature; these were verified
  /// by the committees of the target's own branch, which must be those of this one.
  private boolean isIncludable(BeaconState state, Hash32 parent, AttestationData data) {
    Checkpoint source =
        data.target().epoch() == epoch(state.slot())
            ? state.currentJustifiedCheckpoint()
            : state.previousJustifiedCheckpoint();
    if (!data.source().equals(source)) {
      return false;
    }
    long start = config.startSlot(data.target().epoch());
    if (data.target().root().equals(blockRoot(state, start))) {
      return true;
    }
    return shufflings.isSame(data.target().root(), parent, data.target().epoch());
  }

  private long epoch(long slot) {
    return slot / config.slotsPerEpoch();
  }

  private Hash32 blockRoot(BeaconState state, long slot) {
    return state.blockRoots().get((int) (slot % config.slotsPerHistoricalRoot()));
  }

  /// One vote on its way into the block.
  private final class Packing {
    final AttestationPool.Votes votes;
    private final BeaconState state;
    private final int flags;
    private final int[] committee;
    private final boolean isCurrent;
    // Of this epoch's validators: flags that attestations chosen before will set.
    private final Map<Integer, Integer> covered;

    Packing(BeaconState state, AttestationPool.Votes votes, Map<Integer, Integer> covered) {
      this.state = state;
      this.votes = votes;
      this.covered = covered;
      AttestationData data = votes.data();
      this.committee = committees.committee(state, data.slot(), (int) data.index());
      this.isCurrent = data.target().epoch() == epoch(state.slot());
      this.flags = flags(state, data);
    }

    VotePile.@Nullable Choice best() {
      return votes.pile().best(this::weight);
    }

    void cover(VotePile.Choice choice) {
      choice.members().stream()
          .forEach(position -> covered.merge(committee[position], flags, (a, b) -> a | b));
    }

    private long weight(int position) {
      int validator = committee[position];
      int known = participation(validator) | covered.getOrDefault(validator, 0);
      int added = flags & ~known;
      long weight =
          ((added & SOURCE) != 0 ? SOURCE_WEIGHT : 0)
              + ((added & TARGET) != 0 ? TARGET_WEIGHT : 0)
              + ((added & HEAD) != 0 ? HEAD_WEIGHT : 0);
      return weight
          * (state.validators().get(validator).effectiveBalance()
              / config.effectiveBalanceIncrement());
    }

    private int participation(int validator) {
      return isCurrent
          ? state.currentEpochParticipation().get(validator)
          : state.previousEpochParticipation().get(validator);
    }
  }

  /// `get_attestation_participation_flag_indices`, the source being right.
  private int flags(BeaconState state, AttestationData data) {
    long delay = state.slot() - data.slot();
    Hash32 target = blockRoot(state, config.startSlot(data.target().epoch()));
    boolean isTarget = data.target().root().equals(target);
    boolean isHead = isTarget && data.beaconBlockRoot().equals(blockRoot(state, data.slot()));
    int flags = 0;
    if (delay * delay <= config.slotsPerEpoch()) {
      flags |= SOURCE;
    }
    if (isTarget && delay <= config.slotsPerEpoch()) {
      flags |= TARGET;
    }
    if (isHead && delay == config.minAttestationInclusionDelay()) {
      flags |= HEAD;
    }
    return flags;
  }
}
