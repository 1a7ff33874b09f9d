package tandem.jsonrpc;

import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What a method does. Called on a virtual thread of its own, which is interrupted when the time of
/// the call is over; it may wait, but must then give way to the interrupt.
@FunctionalInterface
public interface JsonRpcHandler {
  /// @param params an array or an object, of bounded size and depth; null when absent
  /// @return the result; a JSON null is a `NullNode`
  /// @throws JsonRpcException to be answered as it is
  /// @throws TimeoutException answered as [JsonRpcException#TIMED_OUT]
  /// @throws InterruptedException when it was interrupted, answered in the same way
  JsonNode handle(@Nullable JsonNode params)
      throws JsonRpcException, TimeoutException, InterruptedException;
}
