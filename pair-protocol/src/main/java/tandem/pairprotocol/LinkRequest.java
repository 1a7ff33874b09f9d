package tandem.pairprotocol;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.primitives.Hash32;

/// A call of the coordinator to gwat.
public sealed interface LinkRequest {
  /// Entries of one `dag_headSync`: what an original coordinator can put into gwat's 5 MiB.
  int ENTRIES_MAX = 65_536;

  /// Hashes of one `dag_finalize` or `dag_validateSpines`.
  int SPINES_MAX = 16_384;

  /// The calls of pair-sync.md 7 and gwat-dag.md 10.
  sealed interface Dag extends LinkRequest {}

  /// Reads of gwat's ordinary RPC, which an original gwat serves too.
  sealed interface Read extends LinkRequest {}

  /// `dag_headSyncReady`: is gwat ready for head sync from this checkpoint (R12, R18)?
  record HeadSyncReady(ConsensusInfo checkpoint) implements Dag {}

  /// `dag_headSync`: apply these slots (R13, R18).
  ///
  /// @param entries at most [#ENTRIES_MAX]
  /// @param isFinal whether head sync is over with them; an original gwat knows only `true`
  record HeadSync(List<ConsensusInfo> entries, boolean isFinal) implements Dag {
    public HeadSync {
      entries = bounded(entries, ENTRIES_MAX, "head-sync entries");
    }
  }

  /// `dag_sync`: a slot begins; its creators may create blocks.
  record Sync(ConsensusInfo info) implements Dag {}

  /// `dag_finalize`.
  ///
  /// @param spines ascending, at most [#SPINES_MAX]
  /// @param order where in the row of calls it stands; null from an original coordinator and to an
  ///   original gwat, which refuses a second parameter
  record Finalize(List<Hash32> spines, @Nullable FinalizeOrder order) implements Dag {
    public Finalize {
      spines = bounded(spines, SPINES_MAX, "spines");
    }

    /// As an original coordinator calls.
    public Finalize(List<Hash32> spines) {
      this(spines, null);
    }
  }

  /// `dag_getCandidates`.
  ///
  /// @param slot last slot wanted; an unsigned number above 63 bits is read as the greatest long
  record GetCandidates(long slot) implements Dag {}

  /// `dag_validateSpines`.
  ///
  /// @param spines at most [#SPINES_MAX]
  record ValidateSpines(List<Hash32> spines) implements Dag {
    public ValidateSpines {
      spines = bounded(spines, SPINES_MAX, "spines");
    }
  }

  /// `dag_syncSlotInfo`: do both nodes divide time alike?
  ///
  /// @param genesisTimeS seconds since the Unix epoch
  record SyncSlotInfo(long genesisTimeS, long secondsPerSlot, long slotsPerEpoch) implements Dag {}

  /// `dag_coordinatedState`, ours.
  record ReadCoordinatedState() implements Dag {}

  /// `dag_syncStatus`, ours.
  record ReadSyncStatus() implements Dag {}

  /// `eth_chainId`.
  record ReadChainId() implements Read {}

  /// `eth_getBlockByNumber` without transactions.
  ///
  /// @param number of a finalised block, 0 for genesis; null for the latest
  record ReadBlock(@Nullable Long number) implements Read {}

  private static <T> List<T> bounded(List<T> list, int max, String what) {
    if (list.size() > max) {
      throw new IllegalArgumentException(list.size() + " " + what + ", at most " + max);
    }
    return List.copyOf(list);
  }
}
