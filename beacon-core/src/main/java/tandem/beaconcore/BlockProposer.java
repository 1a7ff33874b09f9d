package tandem.beaconcore;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.beaconspec.Attestation;
import tandem.beaconspec.BeaconBlock;
import tandem.beaconspec.BeaconBlockBody;
import tandem.beaconspec.BeaconConfig;
import tandem.beaconspec.BeaconState;
import tandem.beaconspec.Eth1Data;
import tandem.beaconspec.InvalidBlockException;
import tandem.beaconspec.SyncAggregate;
import tandem.crypto.BlsSignature;
import tandem.pairprotocol.BlockRef;
import tandem.primitives.Hash32;

/// Builds blocks for our proposers out of the pools (phase 0 and Altair validator.md,
/// beacon-rules.md 6).
final class BlockProposer {
  private final Context context;
  private final BeaconConfig config;
  private final Rules rules;
  private final AttestationPacker attestations;
  private final OperationPool operations;
  private final SyncCommitteePool syncCommittee;
  private final Eth1Search eth1;
  private final Hash32 graffiti;

  BlockProposer(
      Context context,
      Rules rules,
      AttestationPacker attestations,
      OperationPool operations,
      SyncCommitteePool syncCommittee,
      Eth1Search eth1,
      Hash32 graffiti) {
    this.context = context;
    this.config = rules.config();
    this.rules = rules;
    this.attestations = attestations;
    this.operations = operations;
    this.syncCommittee = syncCommittee;
    this.eth1 = eth1;
    this.graffiti = graffiti;
  }

  /// A valid block without its signature. If what the pools hold does not fit after all, a block
  /// without any of it: that is better than none.
  ///
  /// @param state of the parent, advanced to the block's slot; it is not changed
  /// @param candidates all different, at most `MAX_SPINES`
  /// @return null if even that is not valid
  @Nullable BeaconBlock build(
      BeaconState state,
      Hash32 parent,
      int proposer,
      BlsSignature randaoReveal,
      List<Hash32> candidates) {
    OperationPool.Packed packed = operations.pack(state);
    List<Attestation> votes = attestations.pack(state, parent);
    SyncAggregate sync = syncCommittee.aggregate(state.slot() - 1, parent);
    BeaconBlock full =
        withRoot(
            state, block(state, parent, proposer, randaoReveal, candidates, packed, votes, sync));
    if (full != null) {
      return full;
    }
    OperationPool.Packed nothing = new OperationPool.Packed(List.of(), List.of(), List.of());
    SyncAggregate silence = syncCommittee.nobody();
    return withRoot(
        state,
        block(state, parent, proposer, randaoReveal, candidates, nothing, List.of(), silence));
  }

  private BeaconBlock block(
      BeaconState state,
      Hash32 parent,
      int proposer,
      BlsSignature randaoReveal,
      List<Hash32> candidates,
      OperationPool.Packed packed,
      List<Attestation> votes,
      SyncAggregate sync) {
    BeaconBlockBody body =
        new BeaconBlockBody(
            randaoReveal,
            eth1Vote(state),
            graffiti,
            packed.proposerSlashings(),
            packed.attesterSlashings(),
            votes,
            List.of(),
            packed.exits(),
            sync,
            candidates);
    return new BeaconBlock(state.slot(), proposer, parent, Hash32.ZERO, body);
  }

  private @Nullable BeaconBlock withRoot(BeaconState state, BeaconBlock block) {
    try {
      Hash32 root = rules.transition().postStateRoot(state, block);
      return new BeaconBlock(
          block.slot(), block.proposerIndex(), block.parentRoot(), root, block.body());
    } catch (InvalidBlockException e) {
      context.alarm(
          "a block for slot %d with %d attestations would be invalid: %s"
              .formatted(block.slot(), block.body().attestations().size(), e.getMessage()));
      return null;
    }
  }

  /// The vote for gwat's block, with the deposits that the state knows already: gwat executes no
  /// contract yet, so there can be no others.
  private Eth1Data eth1Vote(BeaconState state) {
    Eth1Data known = state.eth1Data();
    BlockRef block = eth1.found(periodStartS(state.genesisTime(), state.slot()));
    return block == null
        ? known
        : new Eth1Data(known.depositRoot(), known.depositCount(), block.hash());
  }

  /// When the voting period of that slot begins, seconds since the Unix epoch.
  long periodStartS(long genesisTimeS, long slot) {
    long slots = config.epochsPerEth1VotingPeriod() * config.slotsPerEpoch();
    return genesisTimeS + (slot - slot % slots) * config.secondsPerSlot();
  }
}
