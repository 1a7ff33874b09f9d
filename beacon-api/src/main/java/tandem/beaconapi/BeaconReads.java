package tandem.beaconapi;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.beaconspec.BeaconConfig;
import tandem.beaconspec.Checkpoint;
import tandem.beaconspec.SignedBeaconBlockHeader;
import tandem.pairprotocol.Stage;
import tandem.pairprotocol.SyncStatus;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;

/// What the API asks of the node. Called on many threads; a node that cannot answer in time throws
/// an [ApiException] with status 503.
public interface BeaconReads {
  /// @param addresses multiaddrs with the peer id
  /// @param attnets hexadecimal
  /// @param syncnets hexadecimal
  record Identity(
      String peerId, List<String> addresses, long seqNumber, String attnets, String syncnets) {
    public Identity {
      addresses = List.copyOf(addresses);
    }
  }

  /// @param forkVersion 4 bytes, `GENESIS_FORK_VERSION`, also where Altair begins at genesis
  record Genesis(long timeS, Hash32 validatorsRoot, Bytes forkVersion) {}

  /// @param outbound whether this node dialled
  record Peer(String peerId, String address, boolean outbound) {}

  /// Where the node stands.
  ///
  /// @param currentSlot by the clock; before genesis 0
  /// @param linkUp whether gwat can be reached
  record Sync(SyncStatus status, long headSlot, long currentSlot, boolean linkUp) {}

  /// A stage that the node was in since its start.
  record StageEntry(Stage stage, long enteredAtMs) {}

  /// @param canonical whether it is on the chain of the head
  record Header(Hash32 root, boolean canonical, SignedBeaconBlockHeader header) {}

  record Finality(
      Checkpoint previousJustified, Checkpoint currentJustified, Checkpoint finalized) {}

  Identity identity() throws ApiException;

  Genesis genesis() throws ApiException;

  BeaconConfig config() throws ApiException;

  List<Peer> peers() throws ApiException;

  Sync sync() throws ApiException;

  /// Oldest first, at most a few hundred.
  List<StageEntry> stages() throws ApiException;

  /// Null if there is no such block.
  @Nullable Header header(BlockId id) throws ApiException;

  /// By the state after that block; null if there is none, or its state is not held any more.
  @Nullable Finality finality(BlockId id) throws ApiException;
}
