/// The machine of a node, the one thread that calls it, and how a node ends. Begin with
/// [tandem.loop.Machine].
@NullMarked
package tandem.loop;

import org.jspecify.annotations.NullMarked;
