/// JSON-RPC 2.0 over HTTP and WebSocket: server, client, limits, JWT.
@NullMarked
package tandem.jsonrpc;

import org.jspecify.annotations.NullMarked;
