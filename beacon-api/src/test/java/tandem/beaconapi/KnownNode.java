package tandem.beaconapi;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.beaconspec.BeaconBlockHeader;
import tandem.beaconspec.BeaconConfig;
import tandem.beaconspec.Checkpoint;
import tandem.beaconspec.SignedBeaconBlockHeader;
import tandem.crypto.BlsSignature;
import tandem.pairprotocol.Stage;
import tandem.pairprotocol.SyncStatus;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;

/// A node at slot 17 of which `stage` can be set, and which can be made to be silent.
final class KnownNode implements BeaconReads {
  static final Hash32 ROOT = Hash32.fromHex("aa".repeat(32));

  Stage stage = Stage.WORKING;
  boolean isSilent;
  final List<BlockId> asked = new ArrayList<>();

  private void answer() throws ApiException {
    if (isSilent) {
      throw new ApiException(503, "the node has too much to do");
    }
  }

  @Override
  public Identity identity() throws ApiException {
    answer();
    return new Identity("16Uiu2", List.of("/ip4/127.0.0.1/tcp/1/p2p/16Uiu2"), 3, "0xff", "0x0f");
  }

  @Override
  public Genesis genesis() {
    return new Genesis(1_700_000_000, ROOT, Bytes.fromHex("54000000"));
  }

  @Override
  public BeaconConfig config() {
    return BeaconConfig.ordered(1337, Address.ZERO);
  }

  @Override
  public List<Peer> peers() {
    return List.of(
        new Peer("16UiuA", "/ip4/127.0.0.1/tcp/2", true),
        new Peer("16UiuB", "/ip4/127.0.0.1/tcp/3", false));
  }

  @Override
  public Sync sync() throws ApiException {
    answer();
    SyncStatus status =
        new SyncStatus(stage, 1_000, 0, 17, 20, 2_000, 1.5, 2_000L, null, 2, "nothing");
    return new Sync(status, 17, 20, true);
  }

  @Override
  public List<StageEntry> stages() {
    return List.of(new StageEntry(Stage.STARTING, 5), new StageEntry(stage, 1_000));
  }

  @Override
  public @Nullable Header header(BlockId id) {
    asked.add(id);
    if (id instanceof BlockId.Slot(long slot) && slot != 17) {
      return null;
    }
    BeaconBlockHeader message = new BeaconBlockHeader(17, 5, ROOT, Hash32.ZERO, ROOT);
    return new Header(ROOT, true, new SignedBeaconBlockHeader(message, BlsSignature.INFINITY));
  }

  @Override
  public Finality finality(BlockId id) {
    return new Finality(
        new Checkpoint(1, ROOT), new Checkpoint(2, ROOT), new Checkpoint(1, Hash32.ZERO));
  }
}
