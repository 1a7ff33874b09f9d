/// The gossipsub 1.1 router, pure (coordinator-net.md 2).
@NullMarked
package tandem.gossipsub;

import org.jspecify.annotations.NullMarked;
