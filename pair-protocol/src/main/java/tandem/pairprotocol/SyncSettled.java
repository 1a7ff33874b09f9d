package tandem.pairprotocol;

/// When a sync that found nothing more to fetch may be called done. Both nodes ask the same
/// question: their peers may be few, silent or not there yet, and none of that means that there is
/// nothing to sync.
///
/// @param expectsPeers whether peers, boot nodes or discovery are configured
/// @param minPeers answers that are enough at once
/// @param fewPeersAfterMs when fewer answers, but at least one, are enough
/// @param lonelyAfterMs when a node that expects no peers goes on alone
/// @param genesisMs before it nothing exists that could be synced
public record SyncSettled(
    boolean expectsPeers, int minPeers, long fewPeersAfterMs, long lonelyAfterMs, long genesisMs) {
  public SyncSettled withMinPeers(int other) {
    return new SyncSettled(expectsPeers, other, fewPeersAfterMs, lonelyAfterMs, genesisMs);
  }

  /// @param stageMs how long the stage has lasted
  /// @param answered peers that answered and have nothing that we lack
  /// @param peers peers that are connected
  public boolean holds(long nowMs, long stageMs, int answered, int peers) {
    if (nowMs <= genesisMs || answered >= minPeers) {
      return true;
    }
    if (answered > 0) {
      return stageMs >= fewPeersAfterMs;
    }
    return peers == 0 && !expectsPeers && stageMs >= lonelyAfterMs;
  }
}
