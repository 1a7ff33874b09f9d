/// What the two nodes of a pair say to each other (pair-sync.md 7): the calls, their answers, their
/// errors, and the JSON of each, compatible with the original nodes (gwat-dag.md 10,
/// coordinator-net.md 5.2). Values only; the transport is `jsonrpc`, the decisions are
/// `gwat-stages` and `beacon-stages`.
///
/// Begin with [tandem.pairprotocol.LinkRequest] and [tandem.pairprotocol.LinkResponse];
/// [tandem.pairprotocol.LinkJson] turns both into JSON and back.
@NullMarked
package tandem.pairprotocol;

import org.jspecify.annotations.NullMarked;
