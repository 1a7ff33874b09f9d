/// The JSON-RPC methods of gwat (pair-sync.md 7, gwat-net.md 6).
@NullMarked
package tandem.gwatrpc;

import org.jspecify.annotations.NullMarked;
