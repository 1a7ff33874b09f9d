package tandem.beaconcore;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tandem.beaconspec.BeaconBlock;
import tandem.beaconspec.BeaconConfig;
import tandem.beaconspec.BeaconState;
import tandem.beaconspec.SignedBeaconBlock;
import tandem.beaconstages.BeaconGate;
import tandem.crypto.BlsPublicKey;
import tandem.crypto.BlsSecretKey;
import tandem.crypto.BlsSignature;
import tandem.pairprotocol.CallId;
import tandem.pairprotocol.LinkOutcome;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.LinkResponse;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;

/// The block of a slot whose proposer is one of ours (beacon-rules.md 6): first gwat is asked for
/// candidates, half a second at most; then the block is built on the head as it is by then,
/// recorded, signed, imported and published. One attempt a slot.
final class ProposalDuty {
  private static final long CANDIDATES_MS = 500;

  /// After which no outcome of the call is waited for, if the node owes us one.
  private static final long GRACE_MS = 200;

  private final Context context;
  private final BeaconConfig config;
  private final Rules rules;
  private final ChainView chain;
  private final OwnKeys keys;
  private final SlashingProtection protection;
  private final BlockProposer proposer;
  private final DutyHost host;
  private final GwatTrust trust;
  private long slot = -1;
  private boolean done;
  private @Nullable CallId asked;
  private long giveUpMs;
  // Whose slot it is on the head that was looked at last; zero is none.
  private Hash32 lookedAt = Hash32.ZERO;
  private @Nullable BlsSecretKey secret;

  ProposalDuty(
      Context context,
      Rules rules,
      ChainView chain,
      OwnKeys keys,
      SlashingProtection protection,
      BlockProposer proposer,
      DutyHost host,
      GwatTrust trust) {
    this.context = context;
    this.config = rules.config();
    this.rules = rules;
    this.chain = chain;
    this.keys = keys;
    this.protection = protection;
    this.proposer = proposer;
    this.host = host;
    this.trust = trust;
  }

  void run(long current) {
    if (current != slot) {
      begin(current);
    }
    if (done || slot == 0) {
      return;
    }
    if (asked != null) {
      if (context.nowMs >= giveUpMs) {
        asked = null;
        propose(List.of());
      }
      return;
    }
    if (!isOurs()) {
      return;
    }
    long cutoff = slot - config.spineCandidatesLag();
    if (cutoff < 0) {
      propose(List.of());
      return;
    }
    asked = context.call(new LinkRequest.GetCandidates(cutoff), CANDIDATES_MS);
    giveUpMs = context.nowMs + CANDIDATES_MS + GRACE_MS;
  }

  /// @return whether the call was one of this duty
  boolean ended(CallId call, LinkOutcome outcome) {
    if (!call.equals(asked)) {
      return false;
    }
    asked = null;
    List<Hash32> candidates = candidates(outcome);
    // The answer may have ended WORKING.
    if (BeaconGate.performsDuties(context.stage)) {
      propose(candidates);
    }
    return true;
  }

  /// The stage has changed: what was begun is not ended.
  void stop() {
    asked = null;
  }

  private void begin(long current) {
    slot = current;
    done = false;
    asked = null;
    lookedAt = Hash32.ZERO;
  }

  /// Whether the slot's proposer on the present head is one of ours.
  private boolean isOurs() {
    Hash32 head = chain.headRoot();
    if (!head.equals(lookedAt)) {
      BeaconState state = chain.stateAt(head, slot - slot % config.slotsPerEpoch());
      if (state == null || chain.headSlot() >= slot) {
        return false;
      }
      int index = rules.committees().proposer(state, slot);
      secret = keys.secret(state.validators().get(index).pubkey());
      lookedAt = head;
    }
    return secret != null;
  }

  private List<Hash32> candidates(LinkOutcome outcome) {
    return switch (outcome) {
      case LinkOutcome.Answered(LinkResponse.Candidates(List<Hash32> spines)) -> {
        // gwat is trusted to be ours, not to be free of faults: a repeated spine spoils the block.
        Set<Hash32> different = new LinkedHashSet<>(spines);
        yield different.stream().limit(config.maxSpines()).toList();
      }
      case LinkOutcome.Answered(LinkResponse.Refused refused) -> {
        trust.refused(refused.error());
        yield List.of();
      }
      case LinkOutcome.Answered _, LinkOutcome.TimedOut _, LinkOutcome.Down _ -> List.of();
    };
  }

  private void propose(List<Hash32> candidates) {
    if (!isOurs() || secret == null) {
      return;
    }
    Hash32 parent = chain.headRoot();
    BeaconState state = chain.stateAt(parent, slot);
    if (state == null) {
      return;
    }
    done = true;
    int index = rules.committees().proposer(state, slot);
    BlsSignature reveal =
        rules.bls().sign(secret, rules.signingRoots().randao(slot / config.slotsPerEpoch()));
    BeaconBlock block = proposer.build(state, parent, index, reveal, candidates);
    if (block == null) {
      return;
    }
    BlsPublicKey key = state.validators().get(index).pubkey();
    Hash32 root = rules.types().beaconBlock().hashTreeRoot(block);
    Hash32 signingRoot = rules.signingRoots().block(root, slot);
    if (!protection.recordBlock(Bytes.of(key.toArray()), slot, signingRoot)) {
      context.note("no block for slot %d: validator %d has signed one".formatted(slot, index));
      return;
    }
    SignedBeaconBlock signed = new SignedBeaconBlock(block, rules.bls().sign(secret, signingRoot));
    trust.accept(root);
    if (host.importOwn(signed)) {
      context.emit(new BeaconNodeEffect.Publish(new GossipMessage.Block(signed)));
      context.note(
          "proposed slot %d by validator %d: %s, %d candidates, %d attestations"
              .formatted(
                  slot,
                  index,
                  root.brief(),
                  candidates.size(),
                  block.body().attestations().size()));
    } else {
      context.alarm("our own block of slot %d was refused".formatted(slot));
    }
  }
}
