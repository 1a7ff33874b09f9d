package tandem.beaconspec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tandem.crypto.Bls;
import tandem.crypto.BlsPublicKey;
import tandem.crypto.BlsSecretKey;
import tandem.crypto.BlsSignature;
import tandem.crypto.SignatureSet;
import tandem.primitives.Hash32;
import tandem.ssz.Bits;
import tandem.ssz.Ssz;

/// Makes the genesis state of a network (beacon-rules.md 7) and the block that stands for it.
public final class BeaconGenesis {
  private final BeaconConfig config;
  private final Types types;
  private final Bls bls;

  public BeaconGenesis(BeaconConfig config, Types types, Bls bls) {
    this.config = config;
    this.types = types;
    this.bls = bls;
  }

  /// The state at slot 0.
  ///
  /// @param genesisTime in seconds
  /// @param gwatGenesis hash of gwat's genesis block
  /// @param deposits one a validator, in the order of their indices
  /// @throws IllegalArgumentException with a sentence if there are fewer than
  ///   `MIN_GENESIS_ACTIVE_VALIDATOR_COUNT`, a key occurs twice, an amount is below
  ///   `MAX_EFFECTIVE_BALANCE`, so that its validator would not be active, or a signature is wrong
  public BeaconState state(long genesisTime, Hash32 gwatGenesis, List<DepositData> deposits) {
    requireDeposits(deposits);
    BeaconState state = new BeaconState(config, types, noSyncCommittee());
    state.setGenesisTime(genesisTime);
    state.setLatestBlockHeader(
        new BeaconBlockHeader(0, 0, Hash32.ZERO, Hash32.ZERO, bodyRoot(emptyBody())));
    state.setEth1Data(new Eth1Data(emptyDepositRoot(), 0, gwatGenesis));
    state.randaoMixes().fill(gwatGenesis);
    deposits.forEach(deposit -> addValidator(state, deposit));
    state.setGenesisValidatorsRoot(state.validators().hashTreeRoot());
    SyncCommittee syncCommittee = new SyncCommittees(config, bls).next(state);
    state.setCurrentSyncCommittee(syncCommittee);
    state.setNextSyncCommittee(syncCommittee);
    if (config.ordered()) {
      state.setLastFinalizedSpine(gwatGenesis);
    }
    return state;
  }

  /// The block with the root that the first block names as its parent. Nobody signed it.
  public SignedBeaconBlock block(BeaconState genesis) {
    BeaconBlock block = new BeaconBlock(0, 0, Hash32.ZERO, genesis.hashTreeRoot(), emptyBody());
    return new SignedBeaconBlock(block, BlsSignature.EMPTY);
  }

  /// The signed deposit of `MAX_EFFECTIVE_BALANCE` by which a key joins a network.
  ///
  /// @param withdrawalCredentials [Creators#credentials] of an account lets it create gwat's blocks
  public DepositData deposit(BlsSecretKey key, Hash32 withdrawalCredentials) {
    long amount = config.maxEffectiveBalance();
    Hash32 root =
        depositSigningRoot(new DepositMessage(key.publicKey(), withdrawalCredentials, amount));
    return new DepositData(key.publicKey(), withdrawalCredentials, amount, bls.sign(key, root));
  }

  private Hash32 depositSigningRoot(DepositMessage message) {
    Fork fork = new Fork(config.genesisForkVersion(), config.altairForkVersion(), 0);
    return new SigningRoots(config, types, fork, Hash32.ZERO).deposit(message);
  }

  private void requireDeposits(List<DepositData> deposits) {
    if (deposits.isEmpty() || deposits.size() < config.minGenesisActiveValidatorCount()) {
      throw new IllegalArgumentException(
          "a genesis with %d validators, at least %d are needed"
              .formatted(deposits.size(), Math.max(1, config.minGenesisActiveValidatorCount())));
    }
    Set<BlsPublicKey> keys = new HashSet<>();
    List<SignatureSet> signatures = new ArrayList<>();
    for (DepositData deposit : deposits) {
      if (!keys.add(deposit.pubkey())) {
        throw new IllegalArgumentException("two deposits of the key " + deposit.pubkey());
      }
      if (Uint64.isLess(deposit.amount(), config.maxEffectiveBalance())) {
        throw new IllegalArgumentException(
            "the deposit of the key %s is %s gwei, less than the %d of an active validator"
                .formatted(
                    deposit.pubkey(),
                    Long.toUnsignedString(deposit.amount()),
                    config.maxEffectiveBalance()));
      }
      signatures.add(signature(deposit));
    }
    if (!bls.verifyAll(signatures)) {
      for (int i = 0; i < deposits.size(); i++) {
        if (!bls.verify(signatures.get(i))) {
          throw new IllegalArgumentException(
              "the signature of the deposit of the key %s is wrong"
                  .formatted(deposits.get(i).pubkey()));
        }
      }
    }
  }

  private SignatureSet signature(DepositData deposit) {
    DepositMessage message =
        new DepositMessage(deposit.pubkey(), deposit.withdrawalCredentials(), deposit.amount());
    return SignatureSet.of(deposit.pubkey(), depositSigningRoot(message), deposit.signature());
  }

  private void addValidator(BeaconState state, DepositData deposit) {
    state
        .validators()
        .append(
            new Validator(
                deposit.pubkey(),
                deposit.withdrawalCredentials(),
                config.maxEffectiveBalance(),
                false,
                0,
                0,
                BeaconConfig.FAR_FUTURE_EPOCH,
                BeaconConfig.FAR_FUTURE_EPOCH));
    state.balances().append(deposit.amount());
    state.previousEpochParticipation().append(0);
    state.currentEpochParticipation().append(0);
    state.inactivityScores().append(0);
  }

  private SyncCommittee noSyncCommittee() {
    BlsPublicKey none = BlsPublicKey.of(new byte[BlsPublicKey.LENGTH]);
    return new SyncCommittee(Collections.nCopies(config.syncCommitteeSize(), none), none);
  }

  private BeaconBlockBody emptyBody() {
    return new BeaconBlockBody(
        BlsSignature.EMPTY,
        new Eth1Data(Hash32.ZERO, 0, Hash32.ZERO),
        Hash32.ZERO,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        new SyncAggregate(Bits.zero(config.syncCommitteeSize()), BlsSignature.EMPTY),
        List.of());
  }

  private Hash32 bodyRoot(BeaconBlockBody body) {
    return types.beaconBlockBody().hashTreeRoot(body);
  }

  /// The root of the deposit contract's tree before the first deposit.
  private Hash32 emptyDepositRoot() {
    return Ssz.list(types.depositData(), 1L << BeaconConfig.DEPOSIT_CONTRACT_TREE_DEPTH)
        .hashTreeRoot(List.of());
  }
}
