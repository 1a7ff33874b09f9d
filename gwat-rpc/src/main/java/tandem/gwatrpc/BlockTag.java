package tandem.gwatrpc;

import org.jspecify.annotations.Nullable;
import tandem.gwatledger.FinalBlock;
import tandem.gwatledger.LedgerReads;
import tandem.jsonrpc.JsonRpcException;
import tandem.primitives.Hash32;
import tools.jackson.databind.JsonNode;

/// Which block a caller means. Numbers are those of the finalised order; a block of the DAG has
/// none and is found by its hash only.
///
/// `latest` is the last block of the finalised order, which a coordinator whose head moves to
/// another branch may unwind. `safe` and `finalized` are the spine that the coordinator's finalised
/// checkpoint names and below which nothing is unwound (S7): a gwat that has been told of none yet
/// takes genesis for it.
sealed interface BlockTag {
  record Number(long value) implements BlockTag {}

  record Hash(Hash32 value) implements BlockTag {}

  /// The last finalised block.
  record Latest() implements BlockTag {}

  /// What nothing unwinds any more.
  record Floor() implements BlockTag {}

  /// What would follow the last finalised block. gwat makes no block before its slot comes.
  record Pending() implements BlockTag {}

  /// A tag, a quantity, a hash, or an object with `blockNumber` or `blockHash` (EIP-1898).
  ///
  /// @param value null is `latest`
  static BlockTag of(@Nullable JsonNode value, String place) throws JsonRpcException {
    if (value == null) {
      return new Latest();
    }
    if (value.isObject()) {
      return ofObject(value, place);
    }
    if (!value.isString()) {
      throw Params.fault(place, "not a block number, tag or object");
    }
    if (value.stringValue().length() == 2 + 2 * Hash32.LENGTH) {
      return new Hash(Params.hash(value, place));
    }
    return switch (value.stringValue()) {
      case "latest" -> new Latest();
      case "safe", "finalized" -> new Floor();
      case "pending" -> new Pending();
      case "earliest" -> new Number(0);
      default -> new Number(Params.quantity(value, place));
    };
  }

  private static BlockTag ofObject(JsonNode object, String place) throws JsonRpcException {
    JsonNode number = object.get("blockNumber");
    JsonNode hash = object.get("blockHash");
    if (number != null && hash != null) {
      throw Params.fault(place, "blockNumber and blockHash at once");
    }
    if (number != null) {
      return of(number, place + ".blockNumber");
    }
    if (hash == null) {
      throw Params.fault(place, "neither blockNumber nor blockHash");
    }
    return new Hash(Params.hash(hash, place + ".blockHash"));
  }

  /// The hash of that block, which may be unknown; null if there is none.
  default @Nullable Hash32 resolve(LedgerReads reads) {
    return switch (this) {
      case Number(long number) -> reads.hashOf(number);
      case Hash(Hash32 hash) -> hash;
      case Latest() -> reads.lastFinalized().hash();
      case Floor() -> {
        Hash32 floor = reads.floor();
        yield floor == null || reads.finalBlock(floor) == null ? reads.genesis().hash() : floor;
      }
      case Pending() -> null;
    };
  }

  /// The block after which a state is asked for; null if it is not finalised.
  default @Nullable FinalBlock resolveState(LedgerReads reads) {
    if (this instanceof Pending) {
      return reads.lastFinalized();
    }
    Hash32 hash = resolve(reads);
    return hash == null ? null : reads.finalBlock(hash);
  }
}
