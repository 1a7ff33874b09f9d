/// JSON-RPC 2.0 over HTTP and WebSocket, with bounds on everything that a caller decides
/// (pair-sync.md 7).
///
/// Begin with [tandem.jsonrpc.JsonRpcServer], which serves a [tandem.jsonrpc.JsonRpcMethods], and
/// with [tandem.jsonrpc.JsonRpcClient]. A token ([tandem.jsonrpc.JwtSecret]) can be demanded for
/// all methods or for some.
@NullMarked
package tandem.jsonrpc;

import org.jspecify.annotations.NullMarked;
