/// Peers that are not ours: scripts of a module's tests, run by Node. For tests alone.
@NullMarked
package tandem.jsnode;

import org.jspecify.annotations.NullMarked;
