/// The one thread that owns a node's state. Begin with [tandem.loop.Machine].
@NullMarked
package tandem.loop;

import org.jspecify.annotations.NullMarked;
