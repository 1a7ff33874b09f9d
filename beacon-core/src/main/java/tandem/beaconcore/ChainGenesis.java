package tandem.beaconcore;

import java.util.List;
import tandem.beaconspec.BeaconBlockHeader;
import tandem.beaconspec.BeaconState;
import tandem.beaconspec.Creators;
import tandem.forkchoice.Checkpoint;
import tandem.primitives.Hash32;
import tandem.store.Batch;

/// The block of slot 0, which exists only as the header in the genesis state.
final class ChainGenesis {
  private ChainGenesis() {}

  /// The genesis block's header, which a genesis state holds but for its state root.
  static BeaconBlockHeader header(BeaconState genesis) {
    BeaconBlockHeader latest = genesis.latestBlockHeader();
    return new BeaconBlockHeader(
        latest.slot(),
        latest.proposerIndex(),
        latest.parentRoot(),
        genesis.hashTreeRoot(),
        latest.bodyRoot());
  }

  /// Checks that the database is of this network, or begins it.
  ///
  /// @return the root of the genesis block
  /// @throws WrongNetworkException if it is of another one
  static Hash32 open(ChainStore store, Rules rules, BeaconState genesis) {
    BeaconBlockHeader header = header(genesis);
    Hash32 root = rules.types().beaconBlockHeader().hashTreeRoot(header);
    Hash32 network = store.network();
    if (network != null) {
      if (!network.equals(root)) {
        throw new WrongNetworkException(network, root);
      }
      return root;
    }
    Checkpoint checkpoint = new Checkpoint(0, root);
    Hash32 spine = genesis.lastFinalizedSpine();
    BlockEntry entry =
        new BlockEntry(
            0,
            header.parentRoot(),
            header.stateRoot(),
            checkpoint,
            checkpoint,
            spine,
            spine,
            spine,
            List.of(),
            new Creators(rules.config(), rules.committees()).of(genesis, 0),
            List.of());
    Batch batch = new Batch();
    store.putNetwork(batch, root);
    store.putEntry(batch, root, entry);
    store.putCanonical(batch, new ChainStore.At(0, root));
    store.putJustified(batch, checkpoint);
    store.putFinalized(batch, checkpoint);
    store.write(batch);
    return root;
  }
}
