/// Networks of pairs on this machine, made of real processes and seen from outside.
///
/// - [tandem.devnet.NetworkPlan] says what a network is to be, [tandem.devnet.NetworkWriter] writes
///   it with a folder a node, [tandem.devnet.NodeFolder] reads such a folder again.
/// - [tandem.devnet.SplitPair] runs a pair as two processes, [tandem.devnet.LatePair] remembers
///   what their logs tell.
/// - [tandem.devnet.GwatApi] and [tandem.devnet.CoordinatorApi] ask them over RPC and REST;
///   [tandem.devnet.Agreement] compares pairs, [tandem.devnet.Transfers] gives them work.
@NullMarked
package tandem.devnet;

import org.jspecify.annotations.NullMarked;
