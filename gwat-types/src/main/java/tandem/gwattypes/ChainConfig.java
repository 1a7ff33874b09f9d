package tandem.gwattypes;

/// `config` of genesis.json (gwat-data.md 7.1, ledger-rules.md 7) of a network with the rules
/// `ordered`.
///
/// @param chainId 1 to [Transaction#CHAIN_ID_MAX]
/// @param secondsPerSlot 1 to [#SECONDS_PER_SLOT_MAX]
/// @param slotsPerEpoch 1 to [#SLOTS_PER_EPOCH_MAX]
/// @param canonicalJson the whole object with its keys sorted, without white space: what the
///   genesis hash commits to, including keys that this node does not know
public record ChainConfig(
    long chainId, long secondsPerSlot, long slotsPerEpoch, String canonicalJson) {
  public static final long SECONDS_PER_SLOT_MAX = 3600;
  public static final long SLOTS_PER_EPOCH_MAX = 1 << 16;

  /// The configuration with just the keys that have a meaning.
  public static ChainConfig ordered(long chainId, long secondsPerSlot, long slotsPerEpoch) {
    String json =
        "{\"chainId\":"
            + chainId
            + ",\"rules\":\"ordered\",\"secondsPerSlot\":"
            + secondsPerSlot
            + ",\"slotsPerEpoch\":"
            + slotsPerEpoch
            + "}";
    return new ChainConfig(chainId, secondsPerSlot, slotsPerEpoch, json);
  }
}
