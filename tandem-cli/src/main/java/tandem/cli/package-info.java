/// The command line: genesis, nodes, status, devnet.
@NullMarked
package tandem.cli;

import org.jspecify.annotations.NullMarked;
