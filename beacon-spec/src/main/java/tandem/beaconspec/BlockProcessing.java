package tandem.beaconspec;

import static tandem.beaconspec.BeaconConfig.FAR_FUTURE_EPOCH;
import static tandem.beaconspec.InvalidBlockException.check;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tandem.crypto.BlsPublicKey;
import tandem.crypto.BlsSignature;
import tandem.crypto.SignatureSet;
import tandem.primitives.Hash32;
import tandem.ssz.Merkle;

/// What a block does to the state of its slot (altair/beacon-chain.md, `process_block`;
/// beacon-rules.md 3). Signatures are not verified here but collected, with the exception of
/// deposits: a deposit whose signature is wrong is in vain, not invalid.
///
/// A method that throws leaves the state half changed.
final class BlockProcessing {
  private final Rules rules;
  private final BeaconConfig config;
  private final BeaconState state;
  private final SigningRoots signingRoots;
  private final Registry registry;
  private final List<SignatureSet> signatures;
  private final AttestationProcessing attestations;

  /// @param signatures to which the claims of the block are added
  BlockProcessing(Rules rules, BeaconState state, List<SignatureSet> signatures) {
    this.rules = rules;
    this.config = rules.config();
    this.state = state;
    this.signingRoots = SigningRoots.of(config, rules.types(), state);
    this.registry = new Registry(rules, state);
    this.signatures = signatures;
    this.attestations = new AttestationProcessing(rules, state, signingRoots, signatures);
  }

  void process(BeaconBlock block) throws InvalidBlockException {
    BeaconBlockBody body = block.body();
    header(block);
    randao(body);
    eth1Data(body);
    operations(body);
    if (config.ordered()) {
      new SpineVoting(rules, state).process(body.attestations(), body.spineCandidates());
    }
    syncAggregate(body.syncAggregate());
  }

  void proposerSignature(SignedBeaconBlock signed) throws InvalidBlockException {
    BeaconBlock block = signed.message();
    Validator proposer = validator("block proposer", block.proposerIndex());
    claim(proposer.pubkey(), signingRoots.block(block), signed.signature());
  }

  void header(BeaconBlock block) throws InvalidBlockException {
    check(
        block.slot() == state.slot(),
        "block slot %s, the state is at slot %s",
        block.slot(),
        state.slot());
    BeaconBlockHeader latest = state.latestBlockHeader();
    check(
        Uint64.isLess(latest.slot(), block.slot()),
        "block slot %s is not above the parent's slot %s",
        block.slot(),
        latest.slot());
    long proposer = rules.committees().proposer(state, state.slot());
    check(
        block.proposerIndex() == proposer,
        "block proposer %s, the proposer of slot %s is %s",
        block.proposerIndex(),
        block.slot(),
        proposer);
    Hash32 parentRoot = rules.types().beaconBlockHeader().hashTreeRoot(latest);
    check(
        block.parentRoot().equals(parentRoot),
        "block parent %s, the state's latest block is %s",
        block.parentRoot(),
        parentRoot);
    Hash32 bodyRoot = rules.types().beaconBlockBody().hashTreeRoot(block.body());
    state.setLatestBlockHeader(
        new BeaconBlockHeader(
            block.slot(), block.proposerIndex(), block.parentRoot(), Hash32.ZERO, bodyRoot));
    check(
        !state.validators().get((int) proposer).slashed(),
        "block proposer %s is slashed",
        proposer);
  }

  private void randao(BeaconBlockBody body) {
    long epoch = rules.reads().currentEpoch(state);
    int proposer = rules.committees().proposer(state, state.slot());
    BlsPublicKey key = state.validators().get(proposer).pubkey();
    claim(key, signingRoots.randao(epoch), body.randaoReveal());
    byte[] mix = rules.reads().randaoMix(state, epoch).toArray();
    byte[] reveal = Merkle.sha256(body.randaoReveal().toArray()).unsafeArray();
    for (int i = 0; i < mix.length; i++) {
      mix[i] ^= reveal[i];
    }
    int place = (int) Uint64.remainder(epoch, config.epochsPerHistoricalVector());
    state.randaoMixes().set(place, Hash32.wrap(mix));
  }

  private void eth1Data(BeaconBlockBody body) {
    state.eth1DataVotes().append(body.eth1Data());
    int votes = 0;
    for (int i = 0; i < state.eth1DataVotes().size(); i++) {
      votes += state.eth1DataVotes().get(i).equals(body.eth1Data()) ? 1 : 0;
    }
    if (votes * 2L > config.epochsPerEth1VotingPeriod() * config.slotsPerEpoch()) {
      state.setEth1Data(body.eth1Data());
    }
  }

  private void operations(BeaconBlockBody body) throws InvalidBlockException {
    long open = state.eth1Data().depositCount() - state.eth1DepositIndex();
    check(
        Uint64.isAtMost(state.eth1DepositIndex(), state.eth1Data().depositCount()),
        "eth1 data has %s deposits, the state %s",
        state.eth1Data().depositCount(),
        state.eth1DepositIndex());
    long expected = Uint64.min(config.maxDeposits(), open);
    check(
        body.deposits().size() == expected,
        "block with %s deposits where %s are due",
        body.deposits().size(),
        expected);
    for (ProposerSlashing each : body.proposerSlashings()) {
      proposerSlashing(each);
    }
    for (AttesterSlashing each : body.attesterSlashings()) {
      attesterSlashing(each);
    }
    for (Attestation each : body.attestations()) {
      attestation(each);
    }
    for (Deposit each : body.deposits()) {
      deposit(each);
    }
    for (SignedVoluntaryExit each : body.voluntaryExits()) {
      voluntaryExit(each);
    }
  }

  void proposerSlashing(ProposerSlashing slashing) throws InvalidBlockException {
    BeaconBlockHeader first = slashing.signedHeader1().message();
    BeaconBlockHeader second = slashing.signedHeader2().message();
    check(
        first.slot() == second.slot(),
        "proposer slashing with slots %s and %s",
        first.slot(),
        second.slot());
    check(
        first.proposerIndex() == second.proposerIndex(),
        "proposer slashing with proposers %s and %s",
        first.proposerIndex(),
        second.proposerIndex());
    check(!first.equals(second), "proposer slashing with twice the same header %s", first);
    Validator proposer = validator("proposer slashing", first.proposerIndex());
    requireSlashable("proposer slashing", first.proposerIndex(), proposer);
    for (SignedBeaconBlockHeader signed :
        List.of(slashing.signedHeader1(), slashing.signedHeader2())) {
      claim(proposer.pubkey(), signingRoots.header(signed.message()), signed.signature());
    }
    registry.slash((int) first.proposerIndex());
  }

  void attesterSlashing(AttesterSlashing slashing) throws InvalidBlockException {
    IndexedAttestation first = slashing.attestation1();
    IndexedAttestation second = slashing.attestation2();
    check(
        isSlashable(first.data(), second.data()),
        "attester slashing with votes that do not contradict: %s and %s",
        first.data(),
        second.data());
    indexed(first);
    indexed(second);
    long epoch = rules.reads().currentEpoch(state);
    boolean isAnySlashed = false;
    Set<Long> both = new HashSet<>(second.attestingIndices());
    // Ascending, and so is the order in which validators are slashed.
    for (long index : first.attestingIndices()) {
      if (both.contains(index) && state.validators().get((int) index).isSlashableAt(epoch)) {
        registry.slash((int) index);
        isAnySlashed = true;
      }
    }
    check(
        isAnySlashed,
        "attester slashing of votes by %s and by %s validators with nobody to slash",
        first.attestingIndices().size(),
        second.attestingIndices().size());
  }

  /// `is_slashable_attestation_data`: a double vote, or the second surrounded by the first.
  static boolean isSlashable(AttestationData first, AttestationData second) {
    boolean isDouble = !first.equals(second) && first.target().epoch() == second.target().epoch();
    boolean isSurround =
        Uint64.isLess(first.source().epoch(), second.source().epoch())
            && Uint64.isLess(second.target().epoch(), first.target().epoch());
    return isDouble || isSurround;
  }

  /// `is_valid_indexed_attestation`.
  void indexed(IndexedAttestation attestation) throws InvalidBlockException {
    List<Long> indices = attestation.attestingIndices();
    check(!indices.isEmpty(), "indexed attestation without attesters");
    List<BlsPublicKey> keys = new ArrayList<>(indices.size());
    for (int i = 0; i < indices.size(); i++) {
      check(
          i == 0 || Uint64.isLess(indices.get(i - 1), indices.get(i)),
          "indexed attestation with attester %s at place %s, out of order",
          indices.get(i),
          i);
      keys.add(validator("indexed attestation", indices.get(i)).pubkey());
    }
    signatures.add(
        new SignatureSet(
            keys, signingRoots.attestation(attestation.data()), attestation.signature()));
  }

  void attestation(Attestation attestation) throws InvalidBlockException {
    attestations.process(attestation);
  }

  void deposit(Deposit deposit) throws InvalidBlockException {
    DepositData data = deposit.data();
    Hash32 leaf = rules.types().depositData().hashTreeRoot(data);
    Hash32 root = depositRoot(leaf, deposit.proof(), state.eth1DepositIndex());
    check(
        root.equals(state.eth1Data().depositRoot()),
        "deposit %s leads to the root %s, not %s",
        state.eth1DepositIndex(),
        root,
        state.eth1Data().depositRoot());
    state.setEth1DepositIndex(state.eth1DepositIndex() + 1);
    int known = rules.keys().indexOf(state, data.pubkey());
    if (known >= 0) {
      registry.increaseBalance(known, data.amount());
    } else if (isSigned(data)) {
      addValidator(data);
    }
  }

  /// The root to which a leaf and its proof lead, the last element of which is the tree's length.
  private static Hash32 depositRoot(Hash32 leaf, List<Hash32> proof, long index) {
    Hash32 node = leaf;
    for (int i = 0; i < proof.size(); i++) {
      node =
          (index >>> i & 1) == 1
              ? Merkle.parent(proof.get(i), node)
              : Merkle.parent(node, proof.get(i));
    }
    return node;
  }

  private boolean isSigned(DepositData data) {
    DepositMessage message =
        new DepositMessage(data.pubkey(), data.withdrawalCredentials(), data.amount());
    return rules
        .bls()
        .verify(SignatureSet.of(data.pubkey(), signingRoots.deposit(message), data.signature()));
  }

  private void addValidator(DepositData data) {
    long whole =
        data.amount() - Uint64.remainder(data.amount(), config.effectiveBalanceIncrement());
    state
        .validators()
        .append(
            new Validator(
                data.pubkey(),
                data.withdrawalCredentials(),
                Uint64.min(whole, config.maxEffectiveBalance()),
                false,
                FAR_FUTURE_EPOCH,
                FAR_FUTURE_EPOCH,
                FAR_FUTURE_EPOCH,
                FAR_FUTURE_EPOCH));
    state.balances().append(data.amount());
    state.previousEpochParticipation().append(0);
    state.currentEpochParticipation().append(0);
    state.inactivityScores().append(0);
  }

  void voluntaryExit(SignedVoluntaryExit signed) throws InvalidBlockException {
    VoluntaryExit exit = signed.message();
    Validator validator = validator("voluntary exit", exit.validatorIndex());
    long epoch = rules.reads().currentEpoch(state);
    check(
        validator.isActiveAt(epoch),
        "voluntary exit of validator %s, which is not active in epoch %s",
        exit.validatorIndex(),
        epoch);
    check(
        validator.exitEpoch() == FAR_FUTURE_EPOCH,
        "voluntary exit of validator %s, which exits in epoch %s anyway",
        exit.validatorIndex(),
        validator.exitEpoch());
    check(
        Uint64.isAtMost(exit.epoch(), epoch),
        "voluntary exit of validator %s from epoch %s on, this is epoch %s",
        exit.validatorIndex(),
        exit.epoch(),
        epoch);
    check(
        Uint64.isAtMost(validator.activationEpoch() + config.shardCommitteePeriod(), epoch),
        "voluntary exit of validator %s in epoch %s, active since epoch %s only",
        exit.validatorIndex(),
        epoch,
        validator.activationEpoch());
    claim(validator.pubkey(), signingRoots.voluntaryExit(exit), signed.signature());
    registry.initiateExit((int) exit.validatorIndex());
  }

  void syncAggregate(SyncAggregate aggregate) throws InvalidBlockException {
    new SyncAggregateProcessing(rules, state, signingRoots, signatures).process(aggregate);
  }

  private Validator validator(String what, long index) throws InvalidBlockException {
    check(
        Uint64.isLess(index, state.validators().size()),
        "%s of validator %s, there are %s",
        what,
        index,
        state.validators().size());
    return state.validators().get((int) index);
  }

  private void requireSlashable(String what, long index, Validator validator)
      throws InvalidBlockException {
    check(
        validator.isSlashableAt(rules.reads().currentEpoch(state)),
        "%s of validator %s, which cannot be slashed in epoch %s: slashed %s, active from %s,"
            + " withdrawable from %s",
        what,
        index,
        rules.reads().currentEpoch(state),
        validator.slashed(),
        validator.activationEpoch(),
        validator.withdrawableEpoch());
  }

  private void claim(BlsPublicKey key, Hash32 root, BlsSignature signature) {
    signatures.add(SignatureSet.of(key, root, signature));
  }
}
