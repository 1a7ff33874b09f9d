package tandem.pairprotocol;

import tools.jackson.databind.node.ArrayNode;

/// A JSON-RPC request without its envelope.
public record LinkCall(String method, ArrayNode params) {}
