package tandem.gwatledger;

import tandem.gwattypes.SealVerifier;

/// What the ledger leaves to others.
///
/// @param executor of transactions
/// @param seals checks the signatures of blocks; a simulation of many nodes may use a cheap one
public record LedgerPorts(BlockExecutor executor, SealVerifier seals) {}
