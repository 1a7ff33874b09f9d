/// The gwat node without its sockets, clock and threads: events in, effects out.
@NullMarked
package tandem.gwatcore;

import org.jspecify.annotations.NullMarked;
