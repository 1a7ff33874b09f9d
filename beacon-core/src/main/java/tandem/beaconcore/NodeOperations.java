package tandem.beaconcore;

import tandem.beaconspec.AttesterSlashing;
import tandem.beaconspec.BeaconState;
import tandem.beaconspec.ProposerSlashing;
import tandem.beaconspec.SignedBeaconBlock;
import tandem.beaconspec.SignedVoluntaryExit;
import tandem.beaconstages.BeaconGate;
import tandem.forkchoice.Checkpoint;
import tandem.pairprotocol.CallId;
import tandem.pairprotocol.LinkOutcome;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.store.Store;

/// Gossip validation, operation pools and duties of one node, put together. Everything here runs
/// where the machine runs.
final class NodeOperations implements Operations {
  /// Messages that wait for a block, in all and of one peer; a block arrives within its slot, or it
  /// is asked for meanwhile.
  private static final int WAITING_MAX = 4_096;

  private static final int WAITING_PER_PEER_MAX = 1_024;
  private static final long WAITING_SLOTS = 2;
  private static final long SAY_AGAIN_MS = 1_000;

  private record Early(PeerKey from, GossipMessage message) {}

  private final Context context;
  private final Rules rules;
  private final ChainView chain;
  private final AttestationPool attestations;
  private final SyncCommitteePool syncCommittee;
  private final OperationPool operations;
  private final AttestationGossip attestationGossip;
  private final SyncCommitteeGossip syncGossip;
  private final OperationGossip operationGossip;
  private final Duties duties;
  private final WaitingForBlock<Early> waiting =
      new WaitingForBlock<>(WAITING_MAX, WAITING_PER_PEER_MAX);
  private long prunedEpoch;
  private long rejected;
  private long sayAgainMs;

  NodeOperations(Context context, Rules rules, ChainView chain, Store store, DutyHost host) {
    this.context = context;
    this.rules = rules;
    this.chain = chain;
    SyncMembers members = new SyncMembers(rules.config());
    OperationRules operationRules = new OperationRules(rules);
    attestations = new AttestationPool(rules.bls());
    syncCommittee =
        new SyncCommitteePool(rules.bls(), members.subcommittees(), members.subcommitteeSize());
    operations = new OperationPool(rules.config(), operationRules);
    Shufflings shufflings = new Shufflings(rules.config(), chain);
    attestationGossip =
        new AttestationGossip(rules, context.times, chain, shufflings, attestations);
    syncGossip = new SyncCommitteeGossip(rules, context.times, chain, members, syncCommittee);
    operationGossip = new OperationGossip(rules, context.times, chain, operationRules, operations);
    OwnKeys keys = new OwnKeys(context.config.validators());
    SlashingProtection protection = new SlashingProtection(store);
    GwatTrust trust = new GwatTrust(context, chain, host);
    Eth1Search eth1 =
        new Eth1Search(rules.config().secondsPerEth1Block() * rules.config().eth1FollowDistance());
    BlockProposer proposer =
        new BlockProposer(
            context,
            rules,
            new AttestationPacker(rules, shufflings, attestations),
            operations,
            syncCommittee,
            eth1,
            graffiti(context.config.graffiti()));
    duties =
        new Duties(
            context,
            keys,
            new ProposalDuty(context, rules, chain, keys, protection, proposer, host, trust),
            new AttestationDuty(
                context, rules, chain, keys, protection, trust, attestationGossip, attestations),
            new SyncDuty(context, rules, chain, keys, members, syncGossip, syncCommittee),
            trust,
            eth1,
            proposer);
  }

  @Override
  public void slotBegun(long slot) {
    attestationGossip.prune(slot);
    attestations.prune(slot - 2 * rules.config().slotsPerEpoch());
    syncCommittee.prune(slot - 2);
    long finalized = chain.finalized().epoch();
    if (finalized > prunedEpoch) {
      prunedEpoch = finalized;
      pruneOperations();
    }
  }

  @Override
  public void tick() {
    waiting.expired(context.nowMs);
    if (BeaconGate.performsDuties(context.stage)) {
      duties.run();
    } else {
      duties.stop();
    }
  }

  @Override
  public void imported(Hash32 root, SignedBeaconBlock block) {
    for (Early early : waiting.arrived(root)) {
      judge(early.from(), early.message());
    }
  }

  @Override
  public Verdict judge(PeerKey from, GossipMessage message) {
    return switch (BeaconGate.gossip(context.stage)) {
      case IGNORED -> Verdict.IGNORE;
      case QUEUED -> isAttestation(message) ? judgeNow(from, message) : Verdict.IGNORE;
      case PROCESSED -> judgeNow(from, message);
    };
  }

  /// Attestations wait for their blocks while the chain is synced; the rest needs a head.
  private static boolean isAttestation(GossipMessage message) {
    return message instanceof GossipMessage.SingleAttestation
        || message instanceof GossipMessage.Aggregate;
  }

  @Override
  public void linkEnded(CallId call, LinkOutcome outcome) {
    if (BeaconGate.performsDuties(context.stage)) {
      duties.ended(call, outcome);
    }
    tick();
  }

  private GossipOutcome outcome(GossipMessage message) {
    long nowMs = context.nowMs;
    return switch (message) {
      case GossipMessage.SingleAttestation(int subnet, var attestation) ->
          attestationGossip.single(nowMs, subnet, attestation);
      case GossipMessage.Aggregate(var aggregate) -> attestationGossip.aggregate(nowMs, aggregate);
      case GossipMessage.SyncMessage(int subnet, var sync) ->
          syncGossip.message(nowMs, subnet, sync);
      case GossipMessage.Contribution(var contribution) ->
          syncGossip.contribution(nowMs, contribution);
      case GossipMessage.Exit(SignedVoluntaryExit exit) -> operationGossip.exit(nowMs, exit);
      case GossipMessage.ProposerSlashed(ProposerSlashing slashing) ->
          operationGossip.proposerSlashing(nowMs, slashing);
      case GossipMessage.AttesterSlashed(AttesterSlashing slashing) ->
          operationGossip.attesterSlashing(nowMs, slashing);
      case GossipMessage.Block _ ->
          throw new IllegalArgumentException("blocks are the chain's to judge");
    };
  }

  private Verdict judgeNow(PeerKey from, GossipMessage message) {
    return switch (outcome(message)) {
      case GossipOutcome.Accept _ -> Verdict.ACCEPT;
      case GossipOutcome.Ignore _ -> Verdict.IGNORE;
      case GossipOutcome.Reject(String why) -> {
        noteRejected(from, message, why);
        yield Verdict.REJECT;
      }
      case GossipOutcome.Wait(Hash32 root) -> {
        long untilMs = context.nowMs + WAITING_SLOTS * context.times.slotMs();
        waiting.add(root, from, new Early(from, message), untilMs);
        yield Verdict.IGNORE;
      }
    };
  }

  private void pruneOperations() {
    Checkpoint checkpoint = chain.finalized();
    BeaconState state = chain.stateAt(checkpoint.root(), 0);
    if (state != null) {
      operations.prune(state);
    }
  }

  /// At most a line a second, whatever peers send.
  private void noteRejected(PeerKey from, GossipMessage message, String why) {
    rejected++;
    if (context.nowMs >= sayAgainMs) {
      sayAgainMs = context.nowMs + SAY_AGAIN_MS;
      String name = message.getClass().getSimpleName();
      context.note(
          "rejected gossip, %d messages so far; this is %s of %s: %s"
              .formatted(rejected, name, from, why));
    }
  }

  private static Hash32 graffiti(Bytes text) {
    byte[] padded = new byte[Hash32.LENGTH];
    System.arraycopy(text.unsafeArray(), 0, padded, 0, text.length());
    return Hash32.wrap(padded);
  }
}
