/// The command line. Begin with [tandem.cli.Tandem].
///
/// - `genesis` writes a network and a folder a node ([tandem.devnet.NetworkWriter]).
/// - `gwat`, `coordinator` and `pair` run nodes from such a folder.
/// - `status` looks at a running pair over its RPC ([tandem.devnet.PairView]).
/// - `devnet` runs a whole network and lets a late pair join it ([tandem.cli.Devnet]).
///
/// Nothing here decides anything that another node could notice.
@NullMarked
package tandem.cli;

import org.jspecify.annotations.NullMarked;
