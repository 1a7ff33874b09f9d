package tandem.beaconspec;

import java.util.List;
import tandem.crypto.BlsPublicKey;
import tandem.crypto.BlsSignature;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.ssz.Bits;
import tandem.ssz.ByteSequence;
import tandem.ssz.Container;
import tandem.ssz.LongSequence;
import tandem.ssz.Sequence;
import tandem.ssz.Ssz;
import tandem.ssz.SszType;

/// The types of all containers of a network: field by field as in the specification v1.1.10 (phase0
/// and altair, beacon-chain.md, validator.md and p2p-interface.md), with the fields of
/// beacon-rules.md 2 where the network is `ordered`. What is encoded, decoded and hashed is what is
/// written here.
public final class Types {
  private static final SszType<Bytes> VERSION = Ssz.byteVector(4);

  private static final SszType<BlsPublicKey> PUBKEY =
      Ssz.byteVector(BlsPublicKey.LENGTH)
          .map(
              "BLSPubkey",
              bytes -> BlsPublicKey.of(bytes.unsafeArray()),
              key -> Bytes.wrap(key.toArray()));

  private static final SszType<BlsSignature> SIGNATURE =
      Ssz.byteVector(BlsSignature.LENGTH)
          .map(
              "BLSSignature",
              bytes -> BlsSignature.of(bytes.unsafeArray()),
              signature -> Bytes.wrap(signature.toArray()));

  private final Container<Fork> fork;
  private final Container<ForkData> forkData;
  private final Container<Checkpoint> checkpoint;
  private final Container<Validator> validator;
  private final Container<AttestationData> attestationData;
  private final Container<Attestation> attestation;
  private final Container<IndexedAttestation> indexedAttestation;
  private final Container<Eth1Data> eth1Data;
  private final Container<HistoricalBatch> historicalBatch;
  private final Container<DepositMessage> depositMessage;
  private final Container<DepositData> depositData;
  private final Container<Deposit> deposit;
  private final Container<BeaconBlockHeader> beaconBlockHeader;
  private final Container<SignedBeaconBlockHeader> signedBeaconBlockHeader;
  private final Container<SigningData> signingData;
  private final Container<ProposerSlashing> proposerSlashing;
  private final Container<AttesterSlashing> attesterSlashing;
  private final Container<VoluntaryExit> voluntaryExit;
  private final Container<SignedVoluntaryExit> signedVoluntaryExit;
  private final Container<SyncAggregate> syncAggregate;
  private final SszType<SyncCommittee> syncCommittee;
  private final Container<SpineVote> spineVote;
  private final Container<BeaconBlockBody> beaconBlockBody;
  private final Container<BeaconBlock> beaconBlock;
  private final Container<SignedBeaconBlock> signedBeaconBlock;
  private final Container<AggregateAndProof> aggregateAndProof;
  private final Container<SignedAggregateAndProof> signedAggregateAndProof;
  private final Container<SyncCommitteeMessage> syncCommitteeMessage;
  private final Container<SyncCommitteeContribution> syncCommitteeContribution;
  private final Container<ContributionAndProof> contributionAndProof;
  private final Container<SignedContributionAndProof> signedContributionAndProof;
  private final Container<SyncAggregatorSelectionData> syncAggregatorSelectionData;
  private final Container<Status> status;
  private final Container<Metadata> metadata;
  private final Container<BlocksByRangeRequest> blocksByRangeRequest;
  private final Container<BeaconState> beaconState;

  public Types(BeaconConfig config) {
    SszType<Bits> committeeBits = Ssz.bitlist(config.maxValidatorsPerCommittee());
    this.fork =
        Container.<Fork>named("Fork")
            .field("previous_version", VERSION, Fork::previousVersion)
            .field("current_version", VERSION, Fork::currentVersion)
            .field("epoch", Ssz.UINT64, Fork::epoch)
            .build(in -> new Fork(in.next(), in.next(), in.next()));
    this.forkData =
        Container.<ForkData>named("ForkData")
            .field("current_version", VERSION, ForkData::currentVersion)
            .field("genesis_validators_root", Ssz.BYTES32, ForkData::genesisValidatorsRoot)
            .build(in -> new ForkData(in.next(), in.next()));
    this.checkpoint =
        Container.<Checkpoint>named("Checkpoint")
            .field("epoch", Ssz.UINT64, Checkpoint::epoch)
            .field("root", Ssz.BYTES32, Checkpoint::root)
            .build(in -> new Checkpoint(in.next(), in.next()));
    this.validator =
        Container.<Validator>named("Validator")
            .field("pubkey", PUBKEY, Validator::pubkey)
            .field("withdrawal_credentials", Ssz.BYTES32, Validator::withdrawalCredentials)
            .field("effective_balance", Ssz.UINT64, Validator::effectiveBalance)
            .field("slashed", Ssz.BOOLEAN, Validator::slashed)
            .field(
                "activation_eligibility_epoch", Ssz.UINT64, Validator::activationEligibilityEpoch)
            .field("activation_epoch", Ssz.UINT64, Validator::activationEpoch)
            .field("exit_epoch", Ssz.UINT64, Validator::exitEpoch)
            .field("withdrawable_epoch", Ssz.UINT64, Validator::withdrawableEpoch)
            .build(in ->
                new Validator(
                    in.next(), in.next(), in.next(), in.next(), in.next(), in.next(), in.next(),
                    in.next()));
    this.attestationData =
        Container.<AttestationData>named("AttestationData")
            .field("slot", Ssz.UINT64, AttestationData::slot)
            .field("index", Ssz.UINT64, AttestationData::index)
            .field("beacon_block_root", Ssz.BYTES32, AttestationData::beaconBlockRoot)
            .field("source", checkpoint, AttestationData::source)
            .field("target", checkpoint, AttestationData::target)
            .build(
                in -> new AttestationData(in.next(), in.next(), in.next(), in.next(), in.next()));
    this.attestation =
        Container.<Attestation>named("Attestation")
            .field("aggregation_bits", committeeBits, Attestation::aggregationBits)
            .field("data", attestationData, Attestation::data)
            .field("signature", SIGNATURE, Attestation::signature)
            .build(in -> new Attestation(in.next(), in.next(), in.next()));
    this.indexedAttestation =
        Container.<IndexedAttestation>named("IndexedAttestation")
            .field(
                "attesting_indices",
                Ssz.list(Ssz.UINT64, config.maxValidatorsPerCommittee()),
                IndexedAttestation::attestingIndices)
            .field("data", attestationData, IndexedAttestation::data)
            .field("signature", SIGNATURE, IndexedAttestation::signature)
            .build(in -> new IndexedAttestation(in.next(), in.next(), in.next()));
    this.eth1Data =
        Container.<Eth1Data>named("Eth1Data")
            .field("deposit_root", Ssz.BYTES32, Eth1Data::depositRoot)
            .field("deposit_count", Ssz.UINT64, Eth1Data::depositCount)
            .field("block_hash", Ssz.BYTES32, Eth1Data::blockHash)
            .build(in -> new Eth1Data(in.next(), in.next(), in.next()));
    this.historicalBatch =
        Container.<HistoricalBatch>named("HistoricalBatch")
            .field(
                "block_roots",
                Ssz.vector(Ssz.BYTES32, config.slotsPerHistoricalRoot()),
                HistoricalBatch::blockRoots)
            .field(
                "state_roots",
                Ssz.vector(Ssz.BYTES32, config.slotsPerHistoricalRoot()),
                HistoricalBatch::stateRoots)
            .build(in -> new HistoricalBatch(in.next(), in.next()));
    this.depositMessage =
        Container.<DepositMessage>named("DepositMessage")
            .field("pubkey", PUBKEY, DepositMessage::pubkey)
            .field("withdrawal_credentials", Ssz.BYTES32, DepositMessage::withdrawalCredentials)
            .field("amount", Ssz.UINT64, DepositMessage::amount)
            .build(in -> new DepositMessage(in.next(), in.next(), in.next()));
    this.depositData =
        Container.<DepositData>named("DepositData")
            .field("pubkey", PUBKEY, DepositData::pubkey)
            .field("withdrawal_credentials", Ssz.BYTES32, DepositData::withdrawalCredentials)
            .field("amount", Ssz.UINT64, DepositData::amount)
            .field("signature", SIGNATURE, DepositData::signature)
            .build(in -> new DepositData(in.next(), in.next(), in.next(), in.next()));
    this.deposit =
        Container.<Deposit>named("Deposit")
            .field(
                "proof",
                Ssz.vector(Ssz.BYTES32, BeaconConfig.DEPOSIT_CONTRACT_TREE_DEPTH + 1),
                Deposit::proof)
            .field("data", depositData, Deposit::data)
            .build(in -> new Deposit(in.next(), in.next()));
    this.beaconBlockHeader =
        Container.<BeaconBlockHeader>named("BeaconBlockHeader")
            .field("slot", Ssz.UINT64, BeaconBlockHeader::slot)
            .field("proposer_index", Ssz.UINT64, BeaconBlockHeader::proposerIndex)
            .field("parent_root", Ssz.BYTES32, BeaconBlockHeader::parentRoot)
            .field("state_root", Ssz.BYTES32, BeaconBlockHeader::stateRoot)
            .field("body_root", Ssz.BYTES32, BeaconBlockHeader::bodyRoot)
            .build(
                in -> new BeaconBlockHeader(in.next(), in.next(), in.next(), in.next(), in.next()));
    this.signedBeaconBlockHeader =
        Container.<SignedBeaconBlockHeader>named("SignedBeaconBlockHeader")
            .field("message", beaconBlockHeader, SignedBeaconBlockHeader::message)
            .field("signature", SIGNATURE, SignedBeaconBlockHeader::signature)
            .build(in -> new SignedBeaconBlockHeader(in.next(), in.next()));
    this.signingData =
        Container.<SigningData>named("SigningData")
            .field("object_root", Ssz.BYTES32, SigningData::objectRoot)
            .field("domain", Ssz.BYTES32, SigningData::domain)
            .build(in -> new SigningData(in.next(), in.next()));
    this.proposerSlashing =
        Container.<ProposerSlashing>named("ProposerSlashing")
            .field("signed_header_1", signedBeaconBlockHeader, ProposerSlashing::signedHeader1)
            .field("signed_header_2", signedBeaconBlockHeader, ProposerSlashing::signedHeader2)
            .build(in -> new ProposerSlashing(in.next(), in.next()));
    this.attesterSlashing =
        Container.<AttesterSlashing>named("AttesterSlashing")
            .field("attestation_1", indexedAttestation, AttesterSlashing::attestation1)
            .field("attestation_2", indexedAttestation, AttesterSlashing::attestation2)
            .build(in -> new AttesterSlashing(in.next(), in.next()));
    this.voluntaryExit =
        Container.<VoluntaryExit>named("VoluntaryExit")
            .field("epoch", Ssz.UINT64, VoluntaryExit::epoch)
            .field("validator_index", Ssz.UINT64, VoluntaryExit::validatorIndex)
            .build(in -> new VoluntaryExit(in.next(), in.next()));
    this.signedVoluntaryExit =
        Container.<SignedVoluntaryExit>named("SignedVoluntaryExit")
            .field("message", voluntaryExit, SignedVoluntaryExit::message)
            .field("signature", SIGNATURE, SignedVoluntaryExit::signature)
            .build(in -> new SignedVoluntaryExit(in.next(), in.next()));
    this.syncAggregate =
        Container.<SyncAggregate>named("SyncAggregate")
            .field(
                "sync_committee_bits",
                Ssz.bitvector(config.syncCommitteeSize()),
                SyncAggregate::syncCommitteeBits)
            .field("sync_committee_signature", SIGNATURE, SyncAggregate::syncCommitteeSignature)
            .build(in -> new SyncAggregate(in.next(), in.next()));
    Container<SyncCommittee> plainSyncCommittee =
        Container.<SyncCommittee>named("SyncCommittee")
            .field(
                "pubkeys", Ssz.vector(PUBKEY, config.syncCommitteeSize()), SyncCommittee::pubkeys)
            .field("aggregate_pubkey", PUBKEY, SyncCommittee::aggregatePubkey)
            .build(in -> new SyncCommittee(in.next(), in.next()));
    this.syncCommittee = plainSyncCommittee.rootedBy(value -> value.root(plainSyncCommittee));
    this.spineVote =
        Container.<SpineVote>named("SpineVote")
            .field("slot", Ssz.UINT64, SpineVote::slot)
            .field("candidates", Ssz.list(Ssz.BYTES32, config.maxSpines()), SpineVote::candidates)
            .field(
                "participation",
                Ssz.bitlist(config.maxValidatorsPerCommittee() * config.maxCommitteesPerSlot()),
                SpineVote::participation)
            .build(in -> new SpineVote(in.next(), in.next(), in.next()));
    this.beaconBlockBody =
        Container.<BeaconBlockBody>named("BeaconBlockBody")
            .field("randao_reveal", SIGNATURE, BeaconBlockBody::randaoReveal)
            .field("eth1_data", eth1Data, BeaconBlockBody::eth1Data)
            .field("graffiti", Ssz.BYTES32, BeaconBlockBody::graffiti)
            .field(
                "proposer_slashings",
                Ssz.list(proposerSlashing, config.maxProposerSlashings()),
                BeaconBlockBody::proposerSlashings)
            .field(
                "attester_slashings",
                Ssz.list(attesterSlashing, config.maxAttesterSlashings()),
                BeaconBlockBody::attesterSlashings)
            .field(
                "attestations",
                Ssz.list(attestation, config.maxAttestations()),
                BeaconBlockBody::attestations)
            .field("deposits", Ssz.list(deposit, config.maxDeposits()), BeaconBlockBody::deposits)
            .field(
                "voluntary_exits",
                Ssz.list(signedVoluntaryExit, config.maxVoluntaryExits()),
                BeaconBlockBody::voluntaryExits)
            .field("sync_aggregate", syncAggregate, BeaconBlockBody::syncAggregate)
            .fieldIf(
                config.ordered(),
                "spine_candidates",
                Ssz.list(Ssz.BYTES32, config.maxSpines()),
                BeaconBlockBody::spineCandidates,
                List.of())
            .build(in ->
                new BeaconBlockBody(
                    in.next(), in.next(), in.next(), in.next(), in.next(), in.next(), in.next(),
                    in.next(), in.next(), in.next()));
    this.beaconBlock =
        Container.<BeaconBlock>named("BeaconBlock")
            .field("slot", Ssz.UINT64, BeaconBlock::slot)
            .field("proposer_index", Ssz.UINT64, BeaconBlock::proposerIndex)
            .field("parent_root", Ssz.BYTES32, BeaconBlock::parentRoot)
            .field("state_root", Ssz.BYTES32, BeaconBlock::stateRoot)
            .field("body", beaconBlockBody, BeaconBlock::body)
            .build(in -> new BeaconBlock(in.next(), in.next(), in.next(), in.next(), in.next()));
    this.signedBeaconBlock =
        Container.<SignedBeaconBlock>named("SignedBeaconBlock")
            .field("message", beaconBlock, SignedBeaconBlock::message)
            .field("signature", SIGNATURE, SignedBeaconBlock::signature)
            .build(in -> new SignedBeaconBlock(in.next(), in.next()));
    this.aggregateAndProof =
        Container.<AggregateAndProof>named("AggregateAndProof")
            .field("aggregator_index", Ssz.UINT64, AggregateAndProof::aggregatorIndex)
            .field("aggregate", attestation, AggregateAndProof::aggregate)
            .field("selection_proof", SIGNATURE, AggregateAndProof::selectionProof)
            .build(in -> new AggregateAndProof(in.next(), in.next(), in.next()));
    this.signedAggregateAndProof =
        Container.<SignedAggregateAndProof>named("SignedAggregateAndProof")
            .field("message", aggregateAndProof, SignedAggregateAndProof::message)
            .field("signature", SIGNATURE, SignedAggregateAndProof::signature)
            .build(in -> new SignedAggregateAndProof(in.next(), in.next()));
    this.syncCommitteeMessage =
        Container.<SyncCommitteeMessage>named("SyncCommitteeMessage")
            .field("slot", Ssz.UINT64, SyncCommitteeMessage::slot)
            .field("beacon_block_root", Ssz.BYTES32, SyncCommitteeMessage::beaconBlockRoot)
            .field("validator_index", Ssz.UINT64, SyncCommitteeMessage::validatorIndex)
            .field("signature", SIGNATURE, SyncCommitteeMessage::signature)
            .build(in -> new SyncCommitteeMessage(in.next(), in.next(), in.next(), in.next()));
    this.syncCommitteeContribution =
        Container.<SyncCommitteeContribution>named("SyncCommitteeContribution")
            .field("slot", Ssz.UINT64, SyncCommitteeContribution::slot)
            .field("beacon_block_root", Ssz.BYTES32, SyncCommitteeContribution::beaconBlockRoot)
            .field("subcommittee_index", Ssz.UINT64, SyncCommitteeContribution::subcommitteeIndex)
            .field(
                "aggregation_bits",
                Ssz.bitvector(
                    config.syncCommitteeSize() / BeaconConfig.SYNC_COMMITTEE_SUBNET_COUNT),
                SyncCommitteeContribution::aggregationBits)
            .field("signature", SIGNATURE, SyncCommitteeContribution::signature)
            .build(in ->
                new SyncCommitteeContribution(
                    in.next(), in.next(), in.next(), in.next(), in.next()));
    this.contributionAndProof =
        Container.<ContributionAndProof>named("ContributionAndProof")
            .field("aggregator_index", Ssz.UINT64, ContributionAndProof::aggregatorIndex)
            .field("contribution", syncCommitteeContribution, ContributionAndProof::contribution)
            .field("selection_proof", SIGNATURE, ContributionAndProof::selectionProof)
            .build(in -> new ContributionAndProof(in.next(), in.next(), in.next()));
    this.signedContributionAndProof =
        Container.<SignedContributionAndProof>named("SignedContributionAndProof")
            .field("message", contributionAndProof, SignedContributionAndProof::message)
            .field("signature", SIGNATURE, SignedContributionAndProof::signature)
            .build(in -> new SignedContributionAndProof(in.next(), in.next()));
    this.syncAggregatorSelectionData =
        Container.<SyncAggregatorSelectionData>named("SyncAggregatorSelectionData")
            .field("slot", Ssz.UINT64, SyncAggregatorSelectionData::slot)
            .field("subcommittee_index", Ssz.UINT64, SyncAggregatorSelectionData::subcommitteeIndex)
            .build(in -> new SyncAggregatorSelectionData(in.next(), in.next()));
    this.status =
        Container.<Status>named("Status")
            .field("fork_digest", VERSION, Status::forkDigest)
            .field("finalized_root", Ssz.BYTES32, Status::finalizedRoot)
            .field("finalized_epoch", Ssz.UINT64, Status::finalizedEpoch)
            .field("head_root", Ssz.BYTES32, Status::headRoot)
            .field("head_slot", Ssz.UINT64, Status::headSlot)
            .build(in -> new Status(in.next(), in.next(), in.next(), in.next(), in.next()));
    this.metadata =
        Container.<Metadata>named("Metadata")
            .field("seq_number", Ssz.UINT64, Metadata::seqNumber)
            .field(
                "attnets", Ssz.bitvector(BeaconConfig.ATTESTATION_SUBNET_COUNT), Metadata::attnets)
            .field(
                "syncnets",
                Ssz.bitvector(BeaconConfig.SYNC_COMMITTEE_SUBNET_COUNT),
                Metadata::syncnets)
            .build(in -> new Metadata(in.next(), in.next(), in.next()));
    this.blocksByRangeRequest =
        Container.<BlocksByRangeRequest>named("BlocksByRangeRequest")
            .field("start_slot", Ssz.UINT64, BlocksByRangeRequest::startSlot)
            .field("count", Ssz.UINT64, BlocksByRangeRequest::count)
            .field("step", Ssz.UINT64, BlocksByRangeRequest::step)
            .build(in -> new BlocksByRangeRequest(in.next(), in.next(), in.next()));
    this.beaconState =
        Container.<BeaconState>named("BeaconState")
            .field("genesis_time", Ssz.UINT64, BeaconState::genesisTime)
            .field("genesis_validators_root", Ssz.BYTES32, BeaconState::genesisValidatorsRoot)
            .field("slot", Ssz.UINT64, BeaconState::slot)
            .field("fork", fork, BeaconState::fork)
            .field("latest_block_header", beaconBlockHeader, BeaconState::latestBlockHeader)
            .field(
                "block_roots",
                Sequence.vectorType(Ssz.BYTES32, config.slotsPerHistoricalRoot()),
                BeaconState::blockRoots)
            .field(
                "state_roots",
                Sequence.vectorType(Ssz.BYTES32, config.slotsPerHistoricalRoot()),
                BeaconState::stateRoots)
            .field(
                "historical_roots",
                Sequence.listType(Ssz.BYTES32, config.historicalRootsLimit()),
                BeaconState::historicalRoots)
            .field("eth1_data", eth1Data, BeaconState::eth1Data)
            .field(
                "eth1_data_votes",
                Sequence.listType(
                    eth1Data, config.epochsPerEth1VotingPeriod() * config.slotsPerEpoch()),
                BeaconState::eth1DataVotes)
            .field("eth1_deposit_index", Ssz.UINT64, BeaconState::eth1DepositIndex)
            .field(
                "validators",
                Sequence.listType(validator, config.validatorRegistryLimit()),
                BeaconState::validators)
            .field(
                "balances",
                LongSequence.listType(config.validatorRegistryLimit()),
                BeaconState::balances)
            .field(
                "randao_mixes",
                Sequence.vectorType(Ssz.BYTES32, config.epochsPerHistoricalVector()),
                BeaconState::randaoMixes)
            .field(
                "slashings",
                LongSequence.vectorType(config.epochsPerSlashingsVector()),
                BeaconState::slashings)
            .field(
                "previous_epoch_participation",
                ByteSequence.listType(config.validatorRegistryLimit()),
                BeaconState::previousEpochParticipation)
            .field(
                "current_epoch_participation",
                ByteSequence.listType(config.validatorRegistryLimit()),
                BeaconState::currentEpochParticipation)
            .field("justification_bits", Ssz.bitvector(4), BeaconState::justificationBits)
            .field(
                "previous_justified_checkpoint",
                checkpoint,
                BeaconState::previousJustifiedCheckpoint)
            .field(
                "current_justified_checkpoint", checkpoint, BeaconState::currentJustifiedCheckpoint)
            .field("finalized_checkpoint", checkpoint, BeaconState::finalizedCheckpoint)
            .field(
                "inactivity_scores",
                LongSequence.listType(config.validatorRegistryLimit()),
                BeaconState::inactivityScores)
            .field("current_sync_committee", syncCommittee, BeaconState::currentSyncCommittee)
            .field("next_sync_committee", syncCommittee, BeaconState::nextSyncCommittee)
            .fieldIf(
                config.ordered(),
                "spine_votes",
                Sequence.listType(spineVote, config.spineVoteWindow()),
                BeaconState::spineVotes,
                Sequence.list(spineVote, config.spineVoteWindow()))
            .fieldIf(
                config.ordered(),
                "last_finalized_spine",
                Ssz.BYTES32,
                BeaconState::lastFinalizedSpine,
                Hash32.ZERO)
            .fieldIf(
                config.ordered(),
                "finalizing",
                Ssz.list(Ssz.BYTES32, config.maxSpines()),
                BeaconState::finalizing,
                List.of())
            .build(in -> new BeaconState(beaconState(), in));
  }

  public SszType<Fork> fork() {
    return fork;
  }

  public SszType<ForkData> forkData() {
    return forkData;
  }

  public SszType<Checkpoint> checkpoint() {
    return checkpoint;
  }

  public SszType<Validator> validator() {
    return validator;
  }

  public SszType<AttestationData> attestationData() {
    return attestationData;
  }

  public SszType<Attestation> attestation() {
    return attestation;
  }

  public SszType<IndexedAttestation> indexedAttestation() {
    return indexedAttestation;
  }

  public SszType<Eth1Data> eth1Data() {
    return eth1Data;
  }

  public SszType<HistoricalBatch> historicalBatch() {
    return historicalBatch;
  }

  public SszType<DepositMessage> depositMessage() {
    return depositMessage;
  }

  public SszType<DepositData> depositData() {
    return depositData;
  }

  public SszType<Deposit> deposit() {
    return deposit;
  }

  public SszType<BeaconBlockHeader> beaconBlockHeader() {
    return beaconBlockHeader;
  }

  public SszType<SignedBeaconBlockHeader> signedBeaconBlockHeader() {
    return signedBeaconBlockHeader;
  }

  public SszType<SigningData> signingData() {
    return signingData;
  }

  public SszType<ProposerSlashing> proposerSlashing() {
    return proposerSlashing;
  }

  public SszType<AttesterSlashing> attesterSlashing() {
    return attesterSlashing;
  }

  public SszType<VoluntaryExit> voluntaryExit() {
    return voluntaryExit;
  }

  public SszType<SignedVoluntaryExit> signedVoluntaryExit() {
    return signedVoluntaryExit;
  }

  public SszType<SyncAggregate> syncAggregate() {
    return syncAggregate;
  }

  public SszType<SyncCommittee> syncCommittee() {
    return syncCommittee;
  }

  public SszType<SpineVote> spineVote() {
    return spineVote;
  }

  public SszType<BeaconBlockBody> beaconBlockBody() {
    return beaconBlockBody;
  }

  public SszType<BeaconBlock> beaconBlock() {
    return beaconBlock;
  }

  public SszType<SignedBeaconBlock> signedBeaconBlock() {
    return signedBeaconBlock;
  }

  public SszType<AggregateAndProof> aggregateAndProof() {
    return aggregateAndProof;
  }

  public SszType<SignedAggregateAndProof> signedAggregateAndProof() {
    return signedAggregateAndProof;
  }

  public SszType<SyncCommitteeMessage> syncCommitteeMessage() {
    return syncCommitteeMessage;
  }

  public SszType<SyncCommitteeContribution> syncCommitteeContribution() {
    return syncCommitteeContribution;
  }

  public SszType<ContributionAndProof> contributionAndProof() {
    return contributionAndProof;
  }

  public SszType<SignedContributionAndProof> signedContributionAndProof() {
    return signedContributionAndProof;
  }

  public SszType<SyncAggregatorSelectionData> syncAggregatorSelectionData() {
    return syncAggregatorSelectionData;
  }

  public SszType<Status> status() {
    return status;
  }

  public SszType<Metadata> metadata() {
    return metadata;
  }

  public SszType<BlocksByRangeRequest> blocksByRangeRequest() {
    return blocksByRangeRequest;
  }

  public Container<BeaconState> beaconState() {
    return beaconState;
  }
}
