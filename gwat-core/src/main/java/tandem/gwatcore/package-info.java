/// The gwat node without its sockets, clock and threads: events in, effects out
/// (docs/decisions/gwat-node.md; pair-sync.md 4, 5 and 8; gwat-net.md 2 to 5). Begin with
/// [tandem.gwatcore.GwatMachine].
@NullMarked
package tandem.gwatcore;

import org.jspecify.annotations.NullMarked;
