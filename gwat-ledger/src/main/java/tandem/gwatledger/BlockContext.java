package tandem.gwatledger;

import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import tandem.primitives.Address;
import tandem.primitives.Hash32;
import tandem.primitives.U256;

/// What a block's transactions are executed in (ledger-rules.md 5).
///
/// @param number k
/// @param timeS start of the slot of the main-chain block that merges this one
/// @param blockHash the block hash of a number in this order, or null where there is none; asked
///   for the 256 numbers before `number`
/// @param prevRandao not a source of randomness: creators can foresee it
public record BlockContext(
    long number,
    long timeS,
    Address coinbase,
    long gasLimit,
    U256 baseFee,
    LongFunction<@Nullable Hash32> blockHash,
    Hash32 prevRandao,
    long chainId) {}
