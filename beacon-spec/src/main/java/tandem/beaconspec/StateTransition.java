package tandem.beaconspec;

import java.util.ArrayList;
import java.util.List;
import tandem.crypto.Bls;
import tandem.crypto.SignatureSet;
import tandem.primitives.Hash32;

/// The state transition function (altair/beacon-chain.md, *Beacon chain state transition function*;
/// beacon-rules.md 3).
///
/// The methods that change a state leave it half changed when they throw: it is to be thrown away.
/// Who needs the state afterwards gives a copy, which costs next to nothing.
///
/// Slots of blocks are believed: a caller compares them with its clock first, for the work grows
/// with the slots between state and block.
///
/// Everything here runs on one thread.
public final class StateTransition {
  /// Which signatures of a block are verified.
  public enum Signatures {
    /// All, as one batch.
    ALL,
    /// None: they were verified before, or are verified later.
    NONE
  }

  private final Rules rules;

  public StateTransition(BeaconConfig config, Types types, Bls bls) {
    this.rules = new Rules(config, types, bls);
  }

  /// The committees that it uses, with what they remember.
  public Committees committees() {
    return rules.committees();
  }

  public StateReads reads() {
    return rules.reads();
  }

  public ValidatorKeys validatorKeys() {
    return rules.keys();
  }

  /// `process_slots`: to the beginning of `slot`, as if there were no blocks in between. Nothing if
  /// the state is there.
  ///
  /// @throws IllegalArgumentException if the state is past `slot`
  public void processSlots(BeaconState state, long slot) {
    if (Uint64.isLess(slot, state.slot())) {
      throw new IllegalArgumentException(
          "a state of slot %s cannot go to slot %s"
              .formatted(Long.toUnsignedString(state.slot()), Long.toUnsignedString(slot)));
    }
    while (state.slot() != slot) {
      processSlot(state);
      if (rules.config().epochAt(state.slot() + 1) != rules.config().epochAt(state.slot())) {
        new EpochProcessing(rules, state).process();
      }
      state.setSlot(state.slot() + 1);
    }
  }

  /// `process_slot`: remembers the roots of the slot's state and block.
  void processSlot(BeaconState state) {
    int place = (int) Uint64.remainder(state.slot(), rules.config().slotsPerHistoricalRoot());
    Hash32 stateRoot = state.hashTreeRoot();
    state.stateRoots().set(place, stateRoot);
    BeaconBlockHeader header = state.latestBlockHeader();
    if (header.stateRoot().isZero()) {
      header =
          new BeaconBlockHeader(
              header.slot(),
              header.proposerIndex(),
              header.parentRoot(),
              stateRoot,
              header.bodyRoot());
      state.setLatestBlockHeader(header);
    }
    state.blockRoots().set(place, rules.types().beaconBlockHeader().hashTreeRoot(header));
  }

  /// `state_transition`: makes the block's pre-state, of an earlier slot or of the block's own, its
  /// post-state. With all signatures the state root is checked too; without, it is believed.
  ///
  /// @throws InvalidBlockException if the block is invalid on this state
  public void apply(BeaconState state, SignedBeaconBlock block, Signatures signatures)
      throws InvalidBlockException {
    apply(state, block, signatures, signatures == Signatures.ALL);
  }

  /// [#apply(BeaconState, SignedBeaconBlock, Signatures)], and says whether the state root, which
  /// costs some hashing, is checked.
  ///
  /// @throws InvalidBlockException if the block is invalid on this state
  public void apply(
      BeaconState state, SignedBeaconBlock block, Signatures signatures, boolean isStateRootChecked)
      throws InvalidBlockException {
    List<SignatureSet> sets = applyUnsigned(state, block);
    switch (signatures) {
      case ALL -> verify(sets);
      case NONE -> {}
    }
    if (isStateRootChecked) {
      Hash32 root = state.hashTreeRoot();
      InvalidBlockException.check(
          root.equals(block.message().stateRoot()),
          "block state root %s, the state has %s",
          block.message().stateRoot(),
          root);
    }
  }

  /// Like [#apply(BeaconState, SignedBeaconBlock, Signatures)] without checking signatures and
  /// state root. The block is valid only if what is returned is verified, alone or in a batch with
  /// other blocks' claims.
  ///
  /// @throws InvalidBlockException if the block is invalid on this state, whatever its signatures
  public List<SignatureSet> applyUnsigned(BeaconState state, SignedBeaconBlock block)
      throws InvalidBlockException {
    BeaconBlock message = block.message();
    InvalidBlockException.check(
        Uint64.isAtMost(state.slot(), message.slot()),
        "block slot %s is below the state's slot %s",
        message.slot(),
        state.slot());
    processSlots(state, message.slot());
    List<SignatureSet> sets = new ArrayList<>();
    try {
      BlockProcessing processing = new BlockProcessing(rules, state, sets);
      processing.proposerSignature(block);
      processing.process(message);
    } catch (ArithmeticException e) {
      throw new InvalidBlockException("block with numbers out of range: " + e.getMessage());
    }
    return sets;
  }

  /// What the signatures of a block claim, on its pre-state, which stays as it is.
  ///
  /// @throws InvalidBlockException if the block is invalid on this state, whatever its signatures
  public List<SignatureSet> signatureSets(BeaconState state, SignedBeaconBlock block)
      throws InvalidBlockException {
    return applyUnsigned(state.copy(), block);
  }

  /// The state root that a block must have to be valid on this pre-state, which stays as it is. The
  /// one that it has is not looked at.
  ///
  /// @throws InvalidBlockException if the block is invalid for another reason
  public Hash32 postStateRoot(BeaconState state, BeaconBlock block) throws InvalidBlockException {
    BeaconState post = state.copy();
    processSlots(post, block.slot());
    try {
      new BlockProcessing(rules, post, new ArrayList<>()).process(block);
    } catch (ArithmeticException e) {
      throw new InvalidBlockException("block with numbers out of range: " + e.getMessage());
    }
    return post.hashTreeRoot();
  }

  /// Whether a block on this state could contain the operation.
  ///
  /// @throws InvalidBlockException if not
  public void check(BeaconState state, SignedVoluntaryExit exit) throws InvalidBlockException {
    checkOperation(state, processing -> processing.voluntaryExit(exit));
  }

  /// Whether a block on this state could contain the operation.
  ///
  /// @throws InvalidBlockException if not
  public void check(BeaconState state, ProposerSlashing slashing) throws InvalidBlockException {
    checkOperation(state, processing -> processing.proposerSlashing(slashing));
  }

  /// Whether a block on this state could contain the operation.
  ///
  /// @throws InvalidBlockException if not
  public void check(BeaconState state, AttesterSlashing slashing) throws InvalidBlockException {
    checkOperation(state, processing -> processing.attesterSlashing(slashing));
  }

  /// Whether a block on this state could contain the attestation.
  ///
  /// @throws InvalidBlockException if not
  public void check(BeaconState state, Attestation attestation) throws InvalidBlockException {
    checkOperation(state, processing -> processing.attestation(attestation));
  }

  private interface Operation {
    void process(BlockProcessing processing) throws InvalidBlockException;
  }

  private void checkOperation(BeaconState state, Operation operation) throws InvalidBlockException {
    List<SignatureSet> sets = new ArrayList<>();
    try {
      operation.process(new BlockProcessing(rules, state.copy(), sets));
    } catch (ArithmeticException e) {
      throw new InvalidBlockException("operation with numbers out of range: " + e.getMessage());
    }
    verify(sets);
  }

  private void verify(List<SignatureSet> sets) throws InvalidBlockException {
    if (rules.bls().verifyAll(sets)) {
      return;
    }
    for (SignatureSet set : sets) {
      InvalidBlockException.check(
          rules.bls().verify(set),
          "signature %s of the root %s by %s keys, the first %s, is wrong",
          set.signature(),
          set.signingRoot(),
          set.keys().size(),
          set.keys().getFirst());
    }
    throw new InvalidBlockException("a signature of the block is wrong, but not alone");
  }
}
