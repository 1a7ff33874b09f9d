package tandem.pairsim;

import static tandem.pairsim.Invariant.require;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tandem.gwatcore.NodeEvent;
import tandem.gwatledger.LedgerReads;
import tandem.gwattypes.Header;
import tandem.pairprotocol.ConsensusInfo;
import tandem.pairprotocol.LinkRequest;
import tandem.primitives.Address;
import tandem.primitives.Hash32;

/// S5: no block that was valid and in the DAG disappears, finalised or not, but by the one rule
/// that says so: the coordinator has named other creators for its slot, or for that of an ancestor
/// (another branch of the beacon chain has other creators). A loss of power that took writes with
/// it starts afresh: what it took was never safe.
final class S5NoBlockDisappears implements Invariant {
  private static final class Memory {
    @Nullable Object origin;
    int losses;
    final Map<Hash32, Header> blocks = new HashMap<>();
    final Map<Long, List<Address>> creators = new HashMap<>();
  }

  private final List<Memory> memories = new ArrayList<>();

  S5NoBlockDisappears(int pairs) {
    for (int i = 0; i < pairs; i++) {
      memories.add(new Memory());
    }
  }

  @Override
  public void opened(GwatHalf half) {
    Memory memory = memories.get(half.index);
    if (memory.origin != half.disk.origin() || memory.losses != half.disk.losses()) {
      memory.origin = half.disk.origin();
      memory.losses = half.disk.losses();
      memory.blocks.clear();
      memory.creators.clear();
    }
  }

  @Override
  public void gwat(GwatHalf half, GwatHalf.Step step) {
    if (step.event() instanceof NodeEvent.LinkCalled called) {
      Memory memory = memories.get(half.index);
      switch (called.request()) {
        case LinkRequest.Sync(ConsensusInfo info) -> told(memory, info);
        case LinkRequest.HeadSyncReady(ConsensusInfo info) -> told(memory, info);
        case LinkRequest.HeadSync(List<ConsensusInfo> entries, boolean _) ->
            entries.forEach(info -> told(memory, info));
        default -> {}
      }
    }
  }

  @Override
  public void slot(GwatHalf half) {
    LedgerReads reads = half.machine().reads();
    Memory memory = memories.get(half.index);
    List<Header> gone =
        memory.blocks.values().stream().filter(block -> !reads.isKnown(block.hash())).toList();
    for (Header header : gone) {
      require(
          isForeign(memory, header),
          "S5",
          half,
          "has lost block " + header.hash().brief() + " of slot " + header.slot());
    }
    gone.forEach(header -> memory.blocks.remove(header.hash()));
    for (var block : reads.dagBlocks()) {
      Header header = reads.header(block.hash());
      if (header != null && reads.isClean(block.hash())) {
        memory.blocks.putIfAbsent(block.hash(), header);
      }
    }
  }

  /// Whether a block that is gone, or an ancestor that is gone, is not of its slot's creators.
  private static boolean isForeign(Memory memory, Header header) {
    List<Address> creators = memory.creators.get(header.slot());
    if (creators != null && !creators.contains(header.coinbase())) {
      return true;
    }
    for (Hash32 parent : header.parentHashes()) {
      Header above = memory.blocks.get(parent);
      if (above != null && isForeign(memory, above)) {
        return true;
      }
    }
    return false;
  }

  private static void told(Memory memory, ConsensusInfo info) {
    memory.creators.put(info.slot(), info.creators());
  }
}
