package tandem.beaconcore;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tandem.crypto.Keccak256;
import tandem.pairprotocol.BlockRef;
import tandem.pairprotocol.ConsensusInfo;
import tandem.pairprotocol.CoordinatedState;
import tandem.pairprotocol.LinkError;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.LinkResponse;
import tandem.pairprotocol.Reason;
import tandem.pairprotocol.Stage;
import tandem.primitives.Hash32;

/// A gwat whose DAG is one spine a slot, the same in the whole network. It keeps the gates of
/// pair-sync.md 4 and remembers what it was told.
final class ScriptedGwat {
  static final Hash32 GENESIS = Hash32.fromHex("aa".repeat(32));
  private static final Map<Hash32, Long> SLOTS = new HashMap<>(Map.of(GENESIS, 0L));

  final long chainId;
  Stage stage = Stage.HEAD_SYNC_READY;
  long finalizedSlot;
  final List<ConsensusInfo> entries = new ArrayList<>();
  final List<ConsensusInfo> slots = new ArrayList<>();
  final List<ConsensusInfo> checkpoints = new ArrayList<>();
  final List<List<Hash32>> finalized = new ArrayList<>();

  /// Refuses checkpoints after this slot as unknown.
  long knowsUpTo = Long.MAX_VALUE;

  private @Nullable ConsensusInfo checkpoint;

  ScriptedGwat(long chainId) {
    this.chainId = chainId;
  }

  static Hash32 spine(long slot) {
    if (slot == 0) {
      return GENESIS;
    }
    byte[] text = ("spine " + slot).getBytes(StandardCharsets.US_ASCII);
    Hash32 hash = Keccak256.hash(text);
    SLOTS.put(hash, slot);
    return hash;
  }

  Hash32 lastFinalized() {
    return spine(finalizedSlot);
  }

  LinkResponse answer(LinkRequest request) {
    return switch (request) {
      case LinkRequest.ReadChainId() -> new LinkResponse.ChainId(chainId);
      case LinkRequest.ReadBlock(_) ->
          new LinkResponse.Block(new BlockRef(GENESIS, 0L, 0, CoordinatorNetwork.GENESIS_S));
      case LinkRequest.SyncSlotInfo(_, _, _) -> new LinkResponse.Verdict(true);
      case LinkRequest.HeadSyncReady(ConsensusInfo info) -> ready(info);
      case LinkRequest.HeadSync(List<ConsensusInfo> data, boolean isFinal) ->
          headSync(data, isFinal);
      case LinkRequest.ReadCoordinatedState() ->
          new LinkResponse.Coordinated(
              new CoordinatedState(
                  stage, null, null, null, null, finalizedSlot, lastFinalized(), 0, 0));
      case LinkRequest.Sync(ConsensusInfo info) -> {
        if (stage != Stage.WORKING) {
          yield refused(Reason.SYNCHRONIZATION);
        }
        slots.add(info);
        yield new LinkResponse.Synced(1);
      }
      case LinkRequest.Finalize(List<Hash32> spines, _) -> {
        if (stage != Stage.WORKING) {
          yield refused(Reason.SYNCHRONIZATION);
        }
        finalized.add(spines);
        spines.forEach(this::apply);
        yield new LinkResponse.Done();
      }
      case LinkRequest.GetCandidates(long slot) -> {
        if (stage != Stage.WORKING) {
          yield refused(Reason.SYNCHRONIZATION);
        }
        List<Hash32> spines = new ArrayList<>();
        for (long at = finalizedSlot + 1; at <= slot; at++) {
          spines.add(spine(at));
        }
        yield new LinkResponse.Candidates(spines);
      }
      case LinkRequest.ValidateSpines(List<Hash32> spines) ->
          new LinkResponse.Verdict(SLOTS.keySet().containsAll(spines));
      case LinkRequest.ReadSyncStatus() -> refused(Reason.OTHER);
    };
  }

  private LinkResponse ready(ConsensusInfo info) {
    if (info.slot() > knowsUpTo) {
      return refused(Reason.UNKNOWN_SPINE);
    }
    checkpoints.add(info);
    checkpoint = info;
    stage = Stage.HEAD_SYNC_READY;
    return new LinkResponse.Done();
  }

  private LinkResponse headSync(List<ConsensusInfo> data, boolean isFinal) {
    if (checkpoint == null || stage != Stage.HEAD_SYNC_READY) {
      return refused(Reason.NOT_READY);
    }
    for (ConsensusInfo info : data) {
      entries.add(info);
      finalizedSlot = 0;
      info.finalizing().forEach(this::apply);
    }
    if (isFinal) {
      stage = Stage.WORKING;
      checkpoint = null;
    }
    return new LinkResponse.Done();
  }

  private void apply(Hash32 spine) {
    finalizedSlot = Math.max(finalizedSlot, SLOTS.get(spine));
  }

  private LinkResponse refused(Reason reason) {
    return new LinkResponse.Refused(LinkError.of(reason, stage, 500));
  }
}
