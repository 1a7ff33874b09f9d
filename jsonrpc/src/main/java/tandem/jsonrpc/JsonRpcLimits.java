package tandem.jsonrpc;

import java.time.Duration;

/// What one caller, and all together, may cost.
///
/// @param requestBytes of one HTTP body or WebSocket message
/// @param requestTokens JSON tokens of one request: memory goes by them, not by bytes
/// @param depth nested arrays and objects of a request
/// @param batchEntries calls of one batch
/// @param responseBytes of one answer, a batch's answers together
/// @param requests requests being read or answered at a time, all callers together
/// @param bodyBytes of all request bodies that are held at a time
/// @param transferTime in which a body must have arrived, and an answer have been taken
/// @param batchTime after which the rest of a batch is answered with [JsonRpcException#TIMED_OUT]
/// @param connections open TCP connections; more wait to be accepted
/// @param idleTime after which a connection without traffic is closed
/// @param webSockets open WebSockets
/// @param webSocketRequests requests that one WebSocket may have open
/// @param webSocketQueueBytes answers and notifications that may wait for a slow reader
/// @param subscriptions of one WebSocket
public record JsonRpcLimits(
    int requestBytes,
    int requestTokens,
    int depth,
    int batchEntries,
    int responseBytes,
    int requests,
    int bodyBytes,
    Duration transferTime,
    Duration batchTime,
    int connections,
    Duration idleTime,
    int webSockets,
    int webSocketRequests,
    int webSocketQueueBytes,
    int subscriptions) {
  /// The originals' 5 MiB a request: an original coordinator sends a whole head sync in one. It
  /// also reads up to 1001 blocks in one batch (gwat-net.md 8.2).
  public static final JsonRpcLimits DEFAULT =
      new JsonRpcLimits(
          5 << 20,
          1_000_000,
          32,
          1_100,
          25 << 20,
          64,
          32 << 20,
          Duration.ofSeconds(30),
          Duration.ofSeconds(150),
          256,
          Duration.ofSeconds(60),
          32,
          16,
          32 << 20,
          16);
}
