/// The JSON-RPC methods of gwat: `dag_*` of pair-sync.md 7 and gwat-dag.md 10, and what of `eth`,
/// `net`, `web3`, `admin` and `txpool` a pair and its operator need (gwat-net.md 6).
///
/// Begin with [tandem.gwatrpc.GwatRpc]. Nothing here decides what may be asked in which stage:
/// `dag_*` goes through the node's event loop to its gate, and the rest are reads, which need no
/// more than an open database.
@NullMarked
package tandem.gwatrpc;

import org.jspecify.annotations.NullMarked;
