package tandem.pairprotocol;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.primitives.Hash32;

/// gwat's answer to a [LinkRequest].
public sealed interface LinkResponse {
  /// Done: to `HeadSyncReady`, `HeadSync` and `Finalize`.
  record Done() implements LinkResponse {}

  /// To `Sync`.
  ///
  /// @param elapsedNs how long gwat took, for the original's `info.elapsed`
  record Synced(long elapsedNs) implements LinkResponse {}

  /// To `GetCandidates`: ascending, at most [LinkRequest#SPINES_MAX].
  record Candidates(List<Hash32> spines) implements LinkResponse {
    public Candidates {
      spines = List.copyOf(spines);
    }
  }

  /// To `ValidateSpines` and `SyncSlotInfo`.
  record Verdict(boolean holds) implements LinkResponse {}

  /// To `ReadCoordinatedState`.
  record Coordinated(CoordinatedState state) implements LinkResponse {}

  /// To `ReadSyncStatus`.
  record Status(SyncStatus status) implements LinkResponse {}

  /// To `ReadChainId`.
  record ChainId(long id) implements LinkResponse {}

  /// To `ReadBlock`; null when gwat has no such block.
  record Block(@Nullable BlockRef block) implements LinkResponse {}

  /// gwat does not do it; nothing has changed beyond what the error says.
  record Refused(LinkError error) implements LinkResponse {}
}
