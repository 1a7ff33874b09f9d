package tandem.beaconspec;

import static tandem.beaconspec.InvalidBlockException.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tandem.primitives.Hash32;
import tandem.ssz.Bits;

/// The vote on gwat's order (beacon-rules.md 3, `process_spines`): proposers put up candidates,
/// attesters of the same slot confirm them by voting for the block, and what enough confirmed lists
/// begin with is finalised.
final class SpineVoting {
  private final Rules rules;
  private final BeaconConfig config;
  private final BeaconState state;

  SpineVoting(Rules rules, BeaconState state) {
    this.rules = rules;
    this.config = rules.config();
    this.state = state;
  }

  /// @param attestations of the block; they are valid
  /// @param candidates of the block
  void process(List<Attestation> attestations, List<Hash32> candidates)
      throws InvalidBlockException {
    List<SpineVote> before = state.spineVotes().toList();
    List<SpineVote> votes = new ArrayList<>(before);
    for (Attestation attestation : attestations) {
      count(votes, attestation);
    }
    List<SpineVote> supported = votes.stream().filter(this::isSupported).toList();
    List<Hash32> finalizing =
        decide(supported, state.lastFinalizedSpine(), config.spineVotesRequired());
    state.setFinalizing(finalizing);
    if (!finalizing.isEmpty()) {
      state.setLastFinalizedSpine(finalizing.getLast());
    }
    votes = trim(votes, state.lastFinalizedSpine(), state.slot(), config.spineVoteWindow());
    if (!candidates.isEmpty()) {
      votes.add(newVote(candidates));
    }
    store(before, votes);
  }

  /// Step 1. A vote of which nobody is new stays the same object.
  private void count(List<SpineVote> votes, Attestation attestation) {
    AttestationData data = attestation.data();
    for (int i = 0; i < votes.size(); i++) {
      SpineVote vote = votes.get(i);
      if (vote.slot() == data.slot()
          && data.beaconBlockRoot().equals(rules.reads().blockRootAt(state, vote.slot()))) {
        int offset = rules.committees().offset(state, data.slot(), (int) data.index());
        IntStream attesters = attestation.aggregationBits().stream().map(bit -> offset + bit);
        Bits united =
            vote.participation().or(Bits.of(vote.participation().length(), attesters.toArray()));
        if (!united.equals(vote.participation())) {
          votes.set(i, new SpineVote(vote.slot(), vote.candidates(), united));
        }
      }
    }
  }

  /// Step 2, from current effective balances. Where a slot has no members nobody supports anything.
  private boolean isSupported(SpineVote vote) {
    int[] members = rules.committees().members(state, vote.slot());
    long support = 0;
    long total = 0;
    for (int i = 0; i < members.length; i++) {
      long balance = state.validators().get(members[i]).effectiveBalance();
      total = Uint64.add(total, balance);
      support = vote.participation().get(i) ? Uint64.add(support, balance) : support;
    }
    return isSupported(support, total);
  }

  static boolean isSupported(long support, long total) {
    return total != 0 && Uint64.isAtMost(Uint64.multiply(total, 2), Uint64.multiply(support, 3));
  }

  /// A prefix of candidate lists: the root of the tree is the empty one, a child is longer by one.
  private static final class Prefix {
    private final @Nullable Prefix shorter;
    private final @Nullable Hash32 last;
    private final int length;
    private final Map<Hash32, Prefix> longer = new HashMap<>();
    private int votes;
    private long earliestSlot = -1;

    Prefix(@Nullable Prefix shorter, @Nullable Hash32 last, int length) {
      this.shorter = shorter;
      this.last = last;
      this.length = length;
    }

    Prefix count(Hash32 candidate, long slot) {
      Prefix prefix = longer.computeIfAbsent(candidate, each -> new Prefix(this, each, length + 1));
      prefix.votes++;
      prefix.earliestSlot = Uint64.min(prefix.earliestSlot, slot);
      return prefix;
    }

    boolean isBetterThan(Prefix other) {
      if (length != other.length) {
        return length > other.length;
      }
      if (votes != other.votes) {
        return votes > other.votes;
      }
      return Uint64.isLess(earliestSlot, other.earliestSlot);
    }

    List<Hash32> toList() {
      List<Hash32> spines = new ArrayList<>();
      for (Prefix each = this; each != null && each.last != null; each = each.shorter) {
        spines.addFirst(each.last);
      }
      return spines;
    }
  }

  /// Step 3: the longest sequence with which enough supported lists continue `lastFinalized`.
  static List<Hash32> decide(List<SpineVote> supported, Hash32 lastFinalized, int required) {
    Prefix none = new Prefix(null, null, 0);
    Prefix best = none;
    List<Prefix> prefixes = new ArrayList<>();
    for (SpineVote vote : supported) {
      Prefix at = none;
      for (Hash32 candidate : after(vote.candidates(), lastFinalized)) {
        at = at.count(candidate, vote.slot());
        prefixes.add(at);
      }
    }
    for (Prefix each : prefixes) {
      if (each.votes >= required && each.isBetterThan(best)) {
        best = each;
      }
    }
    return best.toList();
  }

  /// Step 4.
  static List<SpineVote> trim(List<SpineVote> votes, Hash32 lastFinalized, long slot, int window) {
    List<SpineVote> kept = new ArrayList<>();
    for (SpineVote vote : votes) {
      List<Hash32> left = after(vote.candidates(), lastFinalized);
      if (!left.isEmpty() && Uint64.isLess(slot, vote.slot() + window)) {
        boolean isSame = left.size() == vote.candidates().size();
        kept.add(isSame ? vote : new SpineVote(vote.slot(), left, vote.participation()));
      }
    }
    return kept;
  }

  /// The candidates behind that spine, all if it is not among them.
  private static List<Hash32> after(List<Hash32> candidates, Hash32 spine) {
    return candidates.subList(candidates.indexOf(spine) + 1, candidates.size());
  }

  /// Step 5.
  private SpineVote newVote(List<Hash32> candidates) throws InvalidBlockException {
    Set<Hash32> different = new HashSet<>();
    for (Hash32 candidate : candidates) {
      check(different.add(candidate), "block with spine candidate %s twice", candidate);
    }
    int members = rules.committees().members(state, state.slot()).length;
    return new SpineVote(state.slot(), candidates, Bits.zero(members));
  }

  /// Writes what changed only, since the rest has its roots already.
  private void store(List<SpineVote> before, List<SpineVote> votes) {
    int same = 0;
    while (same < before.size() && same < votes.size() && isSameSlot(before, votes, same)) {
      same++;
    }
    if (same < before.size()) {
      state.spineVotes().replaceAll(votes);
      return;
    }
    for (int i = 0; i < votes.size(); i++) {
      if (i < before.size()) {
        state.spineVotes().set(i, votes.get(i));
      } else {
        state.spineVotes().append(votes.get(i));
      }
    }
  }

  private static boolean isSameSlot(List<SpineVote> before, List<SpineVote> votes, int index) {
    return before.get(index).slot() == votes.get(index).slot();
  }
}
