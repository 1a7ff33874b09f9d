/// The gwat process: the machine of `gwat-core` with its database, its clock, its peers over
/// `devp2p` and its callers over JSON-RPC. Begin with [tandem.gwatnode.GwatNode].
@NullMarked
package tandem.gwatnode;

import org.jspecify.annotations.NullMarked;
