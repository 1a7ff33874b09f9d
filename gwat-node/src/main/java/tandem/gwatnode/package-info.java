/// The gwat process: wiring, threads, configuration.
@NullMarked
package tandem.gwatnode;

import org.jspecify.annotations.NullMarked;
