package tandem.beaconnode;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tandem.jsonrpc.JsonRpcClient;
import tandem.jsonrpc.JsonRpcException;
import tandem.jsonrpc.JsonRpcOutcome;
import tandem.jsonrpc.JwtSecret;
import tandem.pairprotocol.GwatLink;
import tandem.pairprotocol.LinkCall;
import tandem.pairprotocol.LinkJson;
import tandem.pairprotocol.LinkOutcome;
import tandem.pairprotocol.LinkReply;
import tandem.pairprotocol.LinkRequest;
import tools.jackson.databind.JsonNode;

/// The link to gwat as JSON-RPC over HTTP (pair-sync.md 7).
final class HttpGwatLink implements GwatLink, AutoCloseable {
  /// The longest honest answer is a list of candidates, 70 characters each.
  private static final int ANSWER_BYTES_MAX = 8 << 20;

  private final JsonRpcClient client;
  private final Consumer<? super String> onStrangers;

  /// Whether gwat refused the last token; told once, until an answer comes.
  private final AtomicBoolean strangers = new AtomicBoolean();

  /// @param secret signs a token for each call; null where gwat asks for none
  /// @param onStrangers told, in a sentence, when gwat begins to refuse these tokens
  HttpGwatLink(URI gwat, @Nullable JwtSecret secret, Consumer<? super String> onStrangers) {
    this.onStrangers = onStrangers;
    client = new JsonRpcClient(gwat, secret, ANSWER_BYTES_MAX);
  }

  @Override
  public void call(LinkRequest request, long timeoutMs, Consumer<? super LinkOutcome> done) {
    LinkCall call = LinkJson.encodeRequest(request);
    client
        .call(call.method(), call.params(), Duration.ofMillis(timeoutMs))
        .thenApply(outcome -> translate(request, outcome))
        .exceptionally(fault -> new LinkOutcome.Down("a fault of this program: " + fault))
        .thenAccept(done);
  }

  @Override
  public void close() {
    client.close();
  }

  private LinkOutcome translate(LinkRequest request, JsonRpcOutcome outcome) {
    return switch (outcome) {
      case JsonRpcOutcome.Result(JsonNode value) -> {
        strangers.set(false);
        yield LinkJson.outcome(request, new LinkReply.Result(value));
      }
      case JsonRpcOutcome.Error(int code, String message, _)
          when code == JsonRpcException.UNAUTHORIZED -> {
        String why = message + ": both halves need the same JWT secret";
        if (strangers.compareAndSet(false, true)) {
          onStrangers.accept(why);
        }
        yield new LinkOutcome.Down(why);
      }
      case JsonRpcOutcome.Error(int code, String message, @Nullable JsonNode data) ->
          LinkJson.outcome(request, new LinkReply.Error(code, message, data));
      case JsonRpcOutcome.Down(String fault) -> new LinkOutcome.Down(fault);
      case JsonRpcOutcome.TimedOut() -> new LinkOutcome.TimedOut();
    };
  }
}
