package tandem.beaconcore;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tandem.beaconspec.AttesterSlashing;
import tandem.beaconspec.BeaconConfig;
import tandem.beaconspec.BeaconState;
import tandem.beaconspec.ProposerSlashing;
import tandem.beaconspec.SignedVoluntaryExit;
import tandem.crypto.Bls;

/// The topics `voluntary_exit`, `proposer_slashing` and `attester_slashing` (phase 0
/// p2p-interface.md). They are judged by our head, advanced to the current epoch. Where another
/// state could judge otherwise, because the validator is not there yet or is gone already, the
/// message is ignored; only what is wrong in every state is rejected.
final class OperationGossip {
  private static final int SEEN_MAX = 16_384;
  private static final long ADVANCE_MAX_EPOCHS = 4;

  private final BeaconConfig config;
  private final SlotTimes times;
  private final ChainView chain;
  private final OperationRules rules;
  private final Bls bls;
  private final OperationPool pool;
  private final RecentSet<Long> exits = new RecentSet<>(SEEN_MAX);
  private final RecentSet<Long> proposers = new RecentSet<>(SEEN_MAX);
  private final RecentSet<Integer> attesters = new RecentSet<>(SEEN_MAX);

  OperationGossip(
      Rules rules,
      SlotTimes times,
      ChainView chain,
      OperationRules operations,
      OperationPool pool) {
    this.config = rules.config();
    this.bls = rules.bls();
    this.times = times;
    this.chain = chain;
    this.rules = operations;
    this.pool = pool;
  }

  GossipOutcome exit(long nowMs, SignedVoluntaryExit exit) {
    long index = exit.message().validatorIndex();
    if (exits.contains(index)) {
      return GossipOutcome.ignore("this validator's exit is known");
    }
    long latest = times.slotAt(nowMs + SlotTimes.DISPARITY_MS) / config.slotsPerEpoch();
    if (Long.compareUnsigned(exit.message().epoch(), latest) > 0) {
      return GossipOutcome.reject("an exit of a later epoch");
    }
    BeaconState state = state(nowMs);
    if (state == null) {
      return GossipOutcome.ignore("our head is too old");
    }
    switch (rules.mayExit(state, exit.message())) {
      case UNKNOWN -> {
        return GossipOutcome.ignore("no such validator yet");
      }
      case HAS_LEFT -> {
        return GossipOutcome.ignore("the validator is leaving already");
      }
      case LATER -> {
        return GossipOutcome.ignore("the validator must serve longer");
      }
      case NOW -> {}
    }
    if (!bls.verify(rules.signature(state, exit))) {
      return GossipOutcome.reject("bad signature");
    }
    exits.add(index);
    pool.add(exit);
    return GossipOutcome.accept();
  }

  GossipOutcome proposerSlashing(long nowMs, ProposerSlashing slashing) {
    long index = slashing.signedHeader1().message().proposerIndex();
    if (proposers.contains(index)) {
      return GossipOutcome.ignore("this proposer's slashing is known");
    }
    if (!OperationRules.isProof(slashing)) {
      return GossipOutcome.reject("the headers prove nothing");
    }
    BeaconState state = state(nowMs);
    if (state == null || !rules.isSlashable(state, index)) {
      return GossipOutcome.ignore("nobody to slash now");
    }
    if (!rules.isSigned(state, slashing)) {
      return GossipOutcome.reject("bad signature");
    }
    proposers.add(index);
    pool.add(slashing);
    return GossipOutcome.accept();
  }

  GossipOutcome attesterSlashing(long nowMs, AttesterSlashing slashing) {
    if (!OperationRules.isProof(slashing)) {
      return GossipOutcome.reject("the attestations prove nothing");
    }
    List<Integer> accused = OperationRules.accused(slashing);
    if (accused.isEmpty()) {
      return GossipOutcome.reject("nobody is in both attestations");
    }
    if (accused.stream().allMatch(attesters::contains)) {
      return GossipOutcome.ignore("slashings of all these attesters are known");
    }
    BeaconState state = state(nowMs);
    if (state == null
        || !OperationRules.knowsAll(state, slashing)
        || accused.stream().noneMatch(index -> rules.isSlashable(state, index))) {
      return GossipOutcome.ignore("nobody to slash now");
    }
    if (!rules.isSigned(state, slashing)) {
      return GossipOutcome.reject("bad signature");
    }
    accused.forEach(attesters::add);
    pool.add(slashing);
    Set<Integer> equivocators = new HashSet<>(accused);
    chain.onEquivocation(equivocators);
    return GossipOutcome.accept();
  }

  /// Null also if the head is so old that it would be dear to advance.
  private @Nullable BeaconState state(long nowMs) {
    long epoch = Math.max(0, times.slotAt(nowMs)) / config.slotsPerEpoch();
    boolean isNear = chain.headSlot() / config.slotsPerEpoch() + ADVANCE_MAX_EPOCHS >= epoch;
    return isNear ? chain.stateAt(chain.headRoot(), config.startSlot(epoch)) : null;
  }
}
