package tandem.beaconspec;

import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.ssz.Merkle;
import tandem.ssz.Ssz;

/// What validators of a network sign: `compute_signing_root` of each object under the domain of its
/// kind (phase0, altair: *Domain types*, `get_domain`). The version of the domain is that of the
/// epoch that the object belongs to.
public final class SigningRoots {
  private static final int TYPE_BYTES = 4;

  private final BeaconConfig config;
  private final Types types;
  private final Fork fork;
  private final Hash32 previousForkRoot;
  private final Hash32 currentForkRoot;
  private final Hash32 depositForkRoot;

  public SigningRoots(BeaconConfig config, Types types, Fork fork, Hash32 genesisValidatorsRoot) {
    this.config = config;
    this.types = types;
    this.fork = fork;
    this.previousForkRoot = forkDataRoot(fork.previousVersion(), genesisValidatorsRoot);
    this.currentForkRoot = forkDataRoot(fork.currentVersion(), genesisValidatorsRoot);
    this.depositForkRoot = forkDataRoot(config.genesisForkVersion(), Hash32.ZERO);
  }

  /// Those of the state's network.
  public static SigningRoots of(BeaconConfig config, Types types, BeaconState state) {
    return new SigningRoots(config, types, state.fork(), state.genesisValidatorsRoot());
  }

  private Hash32 forkDataRoot(Bytes version, Hash32 genesisValidatorsRoot) {
    return types.forkData().hashTreeRoot(new ForkData(version, genesisValidatorsRoot));
  }

  /// `compute_fork_digest` of the current version: 4 bytes.
  public Bytes forkDigest() {
    return Bytes.of(currentForkRoot.unsafeArray(), 0, TYPE_BYTES);
  }

  /// `get_domain`; for deposits the one that holds on every fork (`compute_domain`).
  public Hash32 domain(Domain domain, long epoch) {
    if (domain == Domain.DEPOSIT) {
      return domain(domain, depositForkRoot);
    }
    return domain(domain, Uint64.isLess(epoch, fork.epoch()) ? previousForkRoot : currentForkRoot);
  }

  private static Hash32 domain(Domain domain, Hash32 forkDataRoot) {
    byte[] bytes = new byte[Hash32.LENGTH];
    System.arraycopy(domain.type(), 0, bytes, 0, TYPE_BYTES);
    System.arraycopy(forkDataRoot.unsafeArray(), 0, bytes, TYPE_BYTES, bytes.length - TYPE_BYTES);
    return Hash32.wrap(bytes);
  }

  private Hash32 root(Hash32 objectRoot, Domain domain, long epoch) {
    return Merkle.parent(objectRoot, domain(domain, epoch)); // SigningData has these two fields.
  }

  public Hash32 block(BeaconBlock block) {
    return block(types.beaconBlock().hashTreeRoot(block), block.slot());
  }

  /// Of the block with this root at `slot`.
  public Hash32 block(Hash32 blockRoot, long slot) {
    return root(blockRoot, Domain.BEACON_PROPOSER, config.epochAt(slot));
  }

  public Hash32 header(BeaconBlockHeader header) {
    return block(types.beaconBlockHeader().hashTreeRoot(header), header.slot());
  }

  public Hash32 randao(long epoch) {
    return root(Ssz.UINT64.hashTreeRoot(epoch), Domain.RANDAO, epoch);
  }

  public Hash32 attestation(AttestationData data) {
    Hash32 objectRoot = types.attestationData().hashTreeRoot(data);
    return root(objectRoot, Domain.BEACON_ATTESTER, data.target().epoch());
  }

  /// Of the proof that a member of a committee may aggregate.
  public Hash32 selection(long slot) {
    return root(Ssz.UINT64.hashTreeRoot(slot), Domain.SELECTION_PROOF, config.epochAt(slot));
  }

  public Hash32 aggregateAndProof(AggregateAndProof message) {
    return root(
        types.aggregateAndProof().hashTreeRoot(message),
        Domain.AGGREGATE_AND_PROOF,
        config.epochAt(message.aggregate().data().slot()));
  }

  public Hash32 voluntaryExit(VoluntaryExit exit) {
    return root(types.voluntaryExit().hashTreeRoot(exit), Domain.VOLUNTARY_EXIT, exit.epoch());
  }

  public Hash32 deposit(DepositMessage message) {
    return root(types.depositMessage().hashTreeRoot(message), Domain.DEPOSIT, 0);
  }

  /// Of a sync committee's vote in `slot` for a block.
  public Hash32 syncMessage(long slot, Hash32 blockRoot) {
    return root(blockRoot, Domain.SYNC_COMMITTEE, config.epochAt(slot));
  }

  public Hash32 syncSelection(SyncAggregatorSelectionData data) {
    return root(
        types.syncAggregatorSelectionData().hashTreeRoot(data),
        Domain.SYNC_COMMITTEE_SELECTION_PROOF,
        config.epochAt(data.slot()));
  }

  public Hash32 contributionAndProof(ContributionAndProof message) {
    return root(
        types.contributionAndProof().hashTreeRoot(message),
        Domain.CONTRIBUTION_AND_PROOF,
        config.epochAt(message.contribution().slot()));
  }
}
