/// The messages of `wfdag/1` (gwat-net.md 2), pure. Begin with [tandem.gwatwire.WfdagMessage];
/// bytes are read and written by [tandem.gwatwire.WfdagCodec], which holds every bound.
///
/// Under the rules `ordered` (ledger-rules.md 2.1, 8) header fields 11 to 16 of a peer are never
/// believed; the number is a statement of the peer about its own finalised chain.
@NullMarked
package tandem.gwatwire;

import org.jspecify.annotations.NullMarked;
