package tandem.beaconnode;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tandem.beaconapi.ApiException;
import tandem.beaconapi.BeaconReads;
import tandem.beaconapi.BlockId;
import tandem.beaconcore.BeaconMachine;
import tandem.beaconcore.BeaconNodeEffect;
import tandem.beaconcore.BeaconNodeEvent;
import tandem.beaconcore.FinalityCheckpoints;
import tandem.beaconnet.BeaconNetwork;
import tandem.beaconspec.BeaconConfig;
import tandem.beaconspec.BeaconState;
import tandem.beaconspec.Checkpoint;
import tandem.beaconspec.SignedBeaconBlockHeader;
import tandem.libp2p.Direction;
import tandem.loop.EventLoop;
import tandem.pairprotocol.SyncStatus;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;

/// What the Beacon API wants to know, asked of the machine on its thread.
///
/// @param files of the network
/// @param stageHistory so far
/// @param nowMs the node's clock
record NodeReads(
    EventLoop<BeaconNodeEvent, BeaconNodeEffect, BeaconMachine> loop,
    BeaconNetwork network,
    NodeFiles files,
    StageHistory stageHistory,
    LongSupplier nowMs)
    implements BeaconReads {
  private static final Duration ASK_TIME = Duration.ofSeconds(5);
  private static final int UNAVAILABLE = 503;
  private static final int SEQUENCE_BYTES = 8;
  private static final int ATTNETS_END = 16;

  @Override
  public Identity identity() {
    Bytes metadata = Bytes.wrap(files.types().metadata().encode(network.metadata()));
    return new Identity(
        network.peerId().toString(),
        network.listenAddresses().stream().map(Object::toString).toList(),
        network.metadata().seqNumber(),
        metadata.slice(SEQUENCE_BYTES, ATTNETS_END).toHex(),
        metadata.slice(ATTNETS_END, metadata.length()).toHex());
  }

  @Override
  public Genesis genesis() {
    BeaconState genesis = files.genesis();
    return new Genesis(
        genesis.genesisTime(),
        genesis.genesisValidatorsRoot(),
        files.beacon().genesisForkVersion());
  }

  @Override
  public BeaconConfig config() {
    return files.beacon();
  }

  @Override
  public List<Peer> peers() {
    return network.peers().stream()
        .map(info ->
            new Peer(
                info.peer().toString(),
                info.remote().toString(),
                info.direction() == Direction.OUTBOUND))
        .toList();
  }

  @Override
  public Sync sync() throws ApiException {
    record Standing(SyncStatus status, long headSlot) {}
    Standing now = ask(machine -> new Standing(machine.status(), machine.head().slot()));
    long sinceGenesisMs = nowMs.getAsLong() - files.genesis().genesisTime() * 1_000;
    long slot = Math.max(0, sinceGenesisMs) / (files.beacon().secondsPerSlot() * 1_000);
    return new Sync(now.status(), now.headSlot(), slot, stageHistory.linkUp());
  }

  @Override
  public List<StageEntry> stages() {
    return stageHistory.entries();
  }

  @Override
  public @Nullable Header header(BlockId id) throws ApiException {
    return ask(machine -> Optional.ofNullable(header(machine, id))).orElse(null);
  }

  @Override
  public @Nullable Finality finality(BlockId id) throws ApiException {
    return ask(machine -> Optional.ofNullable(finality(machine, id))).orElse(null);
  }

  private static @Nullable Header header(BeaconMachine machine, BlockId id) {
    Hash32 root = root(machine, id);
    SignedBeaconBlockHeader header = root == null ? null : machine.header(root);
    return root == null || header == null
        ? null
        : new Header(root, machine.isCanonical(root), header);
  }

  private static @Nullable Finality finality(BeaconMachine machine, BlockId id) {
    Hash32 root = root(machine, id);
    FinalityCheckpoints found = root == null ? null : machine.finality(root);
    return found == null
        ? null
        : new Finality(found.previousJustified(), found.currentJustified(), found.finalized());
  }

  private static @Nullable Hash32 root(BeaconMachine machine, BlockId id) {
    return switch (id) {
      case BlockId.Head() -> machine.head().root();
      case BlockId.Genesis() -> machine.genesisRoot();
      case BlockId.Finalized() -> root(machine, machine.finality().finalized());
      case BlockId.Justified() -> root(machine, machine.finality().currentJustified());
      case BlockId.Slot(long slot) -> machine.blockRootAt(slot);
      case BlockId.Root(Hash32 root) -> root;
    };
  }

  private static Hash32 root(BeaconMachine machine, Checkpoint checkpoint) {
    return checkpoint.root().isZero() ? machine.genesisRoot() : checkpoint.root();
  }

  private <T> T ask(Function<BeaconMachine, T> question) throws ApiException {
    try {
      return loop.ask(question, ASK_TIME);
    } catch (TimeoutException e) {
      throw new ApiException(UNAVAILABLE, "the node is busy");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiException(UNAVAILABLE, "the node is stopping");
    } catch (IllegalStateException e) {
      throw new ApiException(UNAVAILABLE, "the node has stopped");
    }
  }
}
