package tandem.beaconcore;

import org.jspecify.annotations.Nullable;
import tandem.pairprotocol.CallId;
import tandem.pairprotocol.LinkOutcome;
import tandem.pairprotocol.LinkRequest;

/// The duties of this node's validators (beacon-rules.md 6), level-triggered: whenever it is
/// called, what is due in the slot and not done is done. A tick that is missed changes nothing, and
/// a slot that has passed is left alone.
final class Duties {
  private static final long ETH1_CALL_MS = 2_000;

  /// After which no outcome of a call is waited for, if the node owes us one.
  private static final long GRACE_MS = 2_000;

  private final Context context;
  private final OwnKeys keys;
  private final ProposalDuty proposal;
  private final AttestationDuty attestation;
  private final SyncDuty sync;
  private final GwatTrust trust;
  private final Eth1Search eth1;
  private final BlockProposer proposer;
  private @Nullable CallId eth1Call;
  private long eth1GiveUpMs;

  Duties(
      Context context,
      OwnKeys keys,
      ProposalDuty proposal,
      AttestationDuty attestation,
      SyncDuty sync,
      GwatTrust trust,
      Eth1Search eth1,
      BlockProposer proposer) {
    this.context = context;
    this.keys = keys;
    this.proposal = proposal;
    this.attestation = attestation;
    this.sync = sync;
    this.trust = trust;
    this.eth1 = eth1;
    this.proposer = proposer;
  }

  /// Does what is due. In WORKING only.
  void run() {
    long slot = context.currentSlot();
    if (keys.isEmpty() || slot < 0) {
      return;
    }
    proposal.run(slot);
    attestation.run(slot);
    sync.run(slot);
    searchEth1(slot);
  }

  /// Not in WORKING any more.
  void stop() {
    proposal.stop();
    trust.stop();
  }

  /// A call of a duty has ended. One that nobody waits for any more changes nothing.
  void ended(CallId call, LinkOutcome outcome) {
    if (call.equals(eth1Call)) {
      eth1Call = null;
      eth1.ended(context.nowMs, outcome);
      return;
    }
    if (!proposal.ended(call, outcome)) {
      trust.ended(call, outcome);
    }
  }

  private void searchEth1(long slot) {
    if (eth1Call != null && context.nowMs >= eth1GiveUpMs) {
      eth1Call = null;
      eth1.ended(context.nowMs, new LinkOutcome.TimedOut());
    }
    long genesisS = context.times.genesisMs() / 1_000;
    LinkRequest request = eth1.next(context.nowMs, proposer.periodStartS(genesisS, slot));
    if (request != null) {
      eth1Call = context.call(request, ETH1_CALL_MS);
      eth1GiveUpMs = context.nowMs + ETH1_CALL_MS + GRACE_MS;
    }
  }
}
