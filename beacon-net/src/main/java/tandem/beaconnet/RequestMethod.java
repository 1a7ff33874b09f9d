package tandem.beaconnet;

/// The requests of the beacon network (coordinator-net.md 3.1). Both versions of each are always
/// served: originals use one or the other, by the clock.
enum RequestMethod {
  STATUS("status", 1, 84, 84, 1, false),
  GOODBYE("goodbye", 1, 8, 0, 0, false),
  PING("ping", 1, 8, 8, 1, false),
  METADATA_1("metadata", 1, 0, 16, 1, false),
  METADATA_2("metadata", 2, 0, 17, 1, false),
  BLOCKS_BY_RANGE_1("beacon_blocks_by_range", 1, 24, 1 << 20, 1024, false),
  BLOCKS_BY_RANGE_2("beacon_blocks_by_range", 2, 24, 1 << 20, 1024, true),
  BLOCKS_BY_ROOT_1("beacon_blocks_by_root", 1, 32 * 1024, 1 << 20, 1024, false),
  BLOCKS_BY_ROOT_2("beacon_blocks_by_root", 2, 32 * 1024, 1 << 20, 1024, true);

  private final String protocol;
  private final int requestBytesMax;
  private final int chunkBytesMax;
  private final int chunksMax;
  private final boolean context;

  RequestMethod(
      String name,
      int version,
      int requestBytesMax,
      int chunkBytesMax,
      int chunksMax,
      boolean context) {
    this.protocol = "/eth2/beacon_chain/req/%s/%d/ssz_snappy".formatted(name, version);
    this.requestBytesMax = requestBytesMax;
    this.chunkBytesMax = chunkBytesMax;
    this.chunksMax = chunksMax;
    this.context = context;
  }

  String protocol() {
    return protocol;
  }

  /// Bytes of SSZ that a request has at most; 0 if it consists of nothing but the end of the
  /// stream.
  int requestBytesMax() {
    return requestBytesMax;
  }

  /// Bytes of SSZ of one chunk of the response.
  int chunkBytesMax() {
    return chunkBytesMax;
  }

  /// Chunks of a response.
  int chunksMax() {
    return chunksMax;
  }

  /// Whether the fork digest of its block precedes each chunk.
  boolean hasContext() {
    return context;
  }
}
