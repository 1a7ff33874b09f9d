package tandem.beaconspec;

import java.util.List;
import tandem.primitives.Hash32;
import tandem.ssz.Bits;
import tandem.ssz.ByteSequence;
import tandem.ssz.Container;
import tandem.ssz.LongSequence;
import tandem.ssz.Sequence;
import tandem.ssz.Ssz;
import tandem.ssz.SszType;

/// A state of the beacon chain (altair/beacon-chain.md, `BeaconState`; beacon-rules.md 2). It can
/// be changed; who wants to keep it as it is takes a [#copy], which shares what neither changes.
/// Long sequences remember the roots of what did not change.
///
/// Not thread-safe, also not for reading while another thread computes the root.
public final class BeaconState {
  private final SszType<BeaconState> type;
  private long genesisTime;
  private Hash32 genesisValidatorsRoot;
  private long slot;
  private Fork fork;
  private BeaconBlockHeader latestBlockHeader;
  private final Sequence<Hash32> blockRoots;
  private final Sequence<Hash32> stateRoots;
  private final Sequence<Hash32> historicalRoots;
  private Eth1Data eth1Data;
  private final Sequence<Eth1Data> eth1DataVotes;
  private long eth1DepositIndex;
  private final Sequence<Validator> validators;
  private final LongSequence balances;
  private final Sequence<Hash32> randaoMixes;
  private final LongSequence slashings;
  private ByteSequence previousEpochParticipation;
  private ByteSequence currentEpochParticipation;
  private Bits justificationBits;
  private Checkpoint previousJustifiedCheckpoint;
  private Checkpoint currentJustifiedCheckpoint;
  private Checkpoint finalizedCheckpoint;
  private final LongSequence inactivityScores;
  private SyncCommittee currentSyncCommittee;
  private SyncCommittee nextSyncCommittee;
  private final Sequence<SpineVote> spineVotes;
  private Hash32 lastFinalizedSpine;
  private List<Hash32> finalizing;

  /// @param in the fields in their order
  BeaconState(SszType<BeaconState> type, Container.Fields in) {
    this.type = type;
    this.genesisTime = in.next();
    this.genesisValidatorsRoot = in.next();
    this.slot = in.next();
    this.fork = in.next();
    this.latestBlockHeader = in.next();
    this.blockRoots = in.next();
    this.stateRoots = in.next();
    this.historicalRoots = in.next();
    this.eth1Data = in.next();
    this.eth1DataVotes = in.next();
    this.eth1DepositIndex = in.next();
    this.validators = in.next();
    this.balances = in.next();
    this.randaoMixes = in.next();
    this.slashings = in.next();
    this.previousEpochParticipation = in.next();
    this.currentEpochParticipation = in.next();
    this.justificationBits = in.next();
    this.previousJustifiedCheckpoint = in.next();
    this.currentJustifiedCheckpoint = in.next();
    this.finalizedCheckpoint = in.next();
    this.inactivityScores = in.next();
    this.currentSyncCommittee = in.next();
    this.nextSyncCommittee = in.next();
    // Where the network has no such field this is one empty list for all states.
    Sequence<SpineVote> votes = in.next();
    this.spineVotes = votes.copy();
    this.lastFinalizedSpine = in.next();
    this.finalizing = in.next();
  }

  /// The state in which every number is zero and every list is empty.
  ///
  /// @param syncCommittee the current and the next one
  BeaconState(BeaconConfig config, Types types, SyncCommittee syncCommittee) {
    long validatorsMax = config.validatorRegistryLimit();
    Checkpoint none = new Checkpoint(0, Hash32.ZERO);
    this.type = types.beaconState();
    this.genesisValidatorsRoot = Hash32.ZERO;
    this.fork = new Fork(config.genesisForkVersion(), config.altairForkVersion(), 0);
    this.latestBlockHeader = new BeaconBlockHeader(0, 0, Hash32.ZERO, Hash32.ZERO, Hash32.ZERO);
    this.blockRoots = Sequence.vector(Ssz.BYTES32, config.slotsPerHistoricalRoot(), Hash32.ZERO);
    this.stateRoots = Sequence.vector(Ssz.BYTES32, config.slotsPerHistoricalRoot(), Hash32.ZERO);
    this.historicalRoots = Sequence.list(Ssz.BYTES32, config.historicalRootsLimit());
    this.eth1Data = new Eth1Data(Hash32.ZERO, 0, Hash32.ZERO);
    this.eth1DataVotes =
        Sequence.list(
            types.eth1Data(), config.epochsPerEth1VotingPeriod() * config.slotsPerEpoch());
    this.validators = Sequence.list(types.validator(), validatorsMax);
    this.balances = LongSequence.list(validatorsMax);
    this.randaoMixes =
        Sequence.vector(Ssz.BYTES32, config.epochsPerHistoricalVector(), Hash32.ZERO);
    this.slashings = LongSequence.vector(config.epochsPerSlashingsVector());
    this.previousEpochParticipation = ByteSequence.list(validatorsMax);
    this.currentEpochParticipation = ByteSequence.list(validatorsMax);
    this.justificationBits = Bits.zero(4);
    this.previousJustifiedCheckpoint = none;
    this.currentJustifiedCheckpoint = none;
    this.finalizedCheckpoint = none;
    this.inactivityScores = LongSequence.list(validatorsMax);
    this.currentSyncCommittee = syncCommittee;
    this.nextSyncCommittee = syncCommittee;
    this.spineVotes = Sequence.list(types.spineVote(), config.spineVoteWindow());
    this.lastFinalizedSpine = Hash32.ZERO;
    this.finalizing = List.of();
  }

  private BeaconState(BeaconState from) {
    this.type = from.type;
    this.genesisTime = from.genesisTime;
    this.genesisValidatorsRoot = from.genesisValidatorsRoot;
    this.slot = from.slot;
    this.fork = from.fork;
    this.latestBlockHeader = from.latestBlockHeader;
    this.blockRoots = from.blockRoots.copy();
    this.stateRoots = from.stateRoots.copy();
    this.historicalRoots = from.historicalRoots.copy();
    this.eth1Data = from.eth1Data;
    this.eth1DataVotes = from.eth1DataVotes.copy();
    this.eth1DepositIndex = from.eth1DepositIndex;
    this.validators = from.validators.copy();
    this.balances = from.balances.copy();
    this.randaoMixes = from.randaoMixes.copy();
    this.slashings = from.slashings.copy();
    this.previousEpochParticipation = from.previousEpochParticipation.copy();
    this.currentEpochParticipation = from.currentEpochParticipation.copy();
    this.justificationBits = from.justificationBits;
    this.previousJustifiedCheckpoint = from.previousJustifiedCheckpoint;
    this.currentJustifiedCheckpoint = from.currentJustifiedCheckpoint;
    this.finalizedCheckpoint = from.finalizedCheckpoint;
    this.inactivityScores = from.inactivityScores.copy();
    this.currentSyncCommittee = from.currentSyncCommittee;
    this.nextSyncCommittee = from.nextSyncCommittee;
    this.spineVotes = from.spineVotes.copy();
    this.lastFinalizedSpine = from.lastFinalizedSpine;
    this.finalizing = from.finalizing;
  }

  /// A state of its own that is equal now; costs next to nothing.
  public BeaconState copy() {
    return new BeaconState(this);
  }

  public Hash32 hashTreeRoot() {
    return type.hashTreeRoot(this);
  }

  public byte[] encode() {
    return type.encode(this);
  }

  public long genesisTime() {
    return genesisTime;
  }

  public void setGenesisTime(long value) {
    genesisTime = value;
  }

  public Hash32 genesisValidatorsRoot() {
    return genesisValidatorsRoot;
  }

  public void setGenesisValidatorsRoot(Hash32 value) {
    genesisValidatorsRoot = value;
  }

  public long slot() {
    return slot;
  }

  public void setSlot(long value) {
    slot = value;
  }

  public Fork fork() {
    return fork;
  }

  public void setFork(Fork value) {
    fork = value;
  }

  public BeaconBlockHeader latestBlockHeader() {
    return latestBlockHeader;
  }

  public void setLatestBlockHeader(BeaconBlockHeader value) {
    latestBlockHeader = value;
  }

  public Sequence<Hash32> blockRoots() {
    return blockRoots;
  }

  public Sequence<Hash32> stateRoots() {
    return stateRoots;
  }

  public Sequence<Hash32> historicalRoots() {
    return historicalRoots;
  }

  public Eth1Data eth1Data() {
    return eth1Data;
  }

  public void setEth1Data(Eth1Data value) {
    eth1Data = value;
  }

  public Sequence<Eth1Data> eth1DataVotes() {
    return eth1DataVotes;
  }

  public long eth1DepositIndex() {
    return eth1DepositIndex;
  }

  public void setEth1DepositIndex(long value) {
    eth1DepositIndex = value;
  }

  public Sequence<Validator> validators() {
    return validators;
  }

  public LongSequence balances() {
    return balances;
  }

  public Sequence<Hash32> randaoMixes() {
    return randaoMixes;
  }

  public LongSequence slashings() {
    return slashings;
  }

  public ByteSequence previousEpochParticipation() {
    return previousEpochParticipation;
  }

  public void setPreviousEpochParticipation(ByteSequence value) {
    previousEpochParticipation = value;
  }

  public ByteSequence currentEpochParticipation() {
    return currentEpochParticipation;
  }

  public void setCurrentEpochParticipation(ByteSequence value) {
    currentEpochParticipation = value;
  }

  public Bits justificationBits() {
    return justificationBits;
  }

  public void setJustificationBits(Bits value) {
    justificationBits = value;
  }

  public Checkpoint previousJustifiedCheckpoint() {
    return previousJustifiedCheckpoint;
  }

  public void setPreviousJustifiedCheckpoint(Checkpoint value) {
    previousJustifiedCheckpoint = value;
  }

  public Checkpoint currentJustifiedCheckpoint() {
    return currentJustifiedCheckpoint;
  }

  public void setCurrentJustifiedCheckpoint(Checkpoint value) {
    currentJustifiedCheckpoint = value;
  }

  public Checkpoint finalizedCheckpoint() {
    return finalizedCheckpoint;
  }

  public void setFinalizedCheckpoint(Checkpoint value) {
    finalizedCheckpoint = value;
  }

  public LongSequence inactivityScores() {
    return inactivityScores;
  }

  public SyncCommittee currentSyncCommittee() {
    return currentSyncCommittee;
  }

  public void setCurrentSyncCommittee(SyncCommittee value) {
    currentSyncCommittee = value;
  }

  public SyncCommittee nextSyncCommittee() {
    return nextSyncCommittee;
  }

  public void setNextSyncCommittee(SyncCommittee value) {
    nextSyncCommittee = value;
  }

  public Sequence<SpineVote> spineVotes() {
    return spineVotes;
  }

  public Hash32 lastFinalizedSpine() {
    return lastFinalizedSpine;
  }

  public void setLastFinalizedSpine(Hash32 value) {
    lastFinalizedSpine = value;
  }

  public List<Hash32> finalizing() {
    return finalizing;
  }

  public void setFinalizing(List<Hash32> value) {
    finalizing = List.copyOf(value);
  }
}
