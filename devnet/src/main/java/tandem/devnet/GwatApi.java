package tandem.devnet;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import tandem.jsonrpc.JsonRpcClient;
import tandem.jsonrpc.JsonRpcOutcome;
import tandem.jsonrpc.JwtSecret;
import tandem.pairprotocol.CoordinatedState;
import tandem.pairprotocol.LinkFormatException;
import tandem.pairprotocol.LinkJson;
import tandem.pairprotocol.LinkReply;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.LinkResponse;
import tandem.pairprotocol.SyncStatus;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.primitives.Hex;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// What this program asks of a gwat over its RPC.
public final class GwatApi implements AutoCloseable {
  private static final Duration TIME = Duration.ofSeconds(5);
  private static final int ANSWER_MAX = 4 << 20;

  /// Calls on their way at one time.
  private static final int CALLS_MAX = 32;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final URI url;
  private final JsonRpcClient client;

  /// @param jwtSecret file of the secret that the node asks for; null if it asks for none
  /// @throws Refusal if the secret cannot be read
  public GwatApi(URI url, @Nullable Path jwtSecret) {
    this.url = url;
    this.client = new JsonRpcClient(url, secret(jwtSecret), ANSWER_MAX);
  }

  private static @Nullable JwtSecret secret(@Nullable Path file) {
    try {
      return file == null ? null : JwtSecret.read(file);
    } catch (IOException e) {
      throw Refusal.failed("cannot read the JWT secret: " + e.getMessage());
    }
  }

  public URI url() {
    return url;
  }

  /// A finalised block, as far as pairs are compared.
  public record BlockInfo(
      long number, Hash32 hash, Hash32 stateRoot, Hash32 receiptsRoot, int transactions) {}

  public SyncStatus status() throws Unreachable {
    LinkResponse response = ask(new LinkRequest.ReadSyncStatus());
    if (response instanceof LinkResponse.Status(SyncStatus status)) {
      return status;
    }
    throw refused("dag_syncStatus", response);
  }

  public CoordinatedState coordinated() throws Unreachable {
    LinkResponse response = ask(new LinkRequest.ReadCoordinatedState());
    if (response instanceof LinkResponse.Coordinated(CoordinatedState state)) {
      return state;
    }
    throw refused("dag_coordinatedState", response);
  }

  private Unreachable refused(String method, LinkResponse response) {
    String why =
        response instanceof LinkResponse.Refused(var error) ? error.message() : "something else";
    return new Unreachable(url + " answered " + method + " with: " + why);
  }

  private LinkResponse ask(LinkRequest request) throws Unreachable {
    var call = LinkJson.encodeRequest(request);
    JsonRpcOutcome outcome = client.call(call.method(), call.params(), TIME).join();
    LinkReply reply =
        switch (outcome) {
          case JsonRpcOutcome.Result(JsonNode value) -> new LinkReply.Result(value);
          case JsonRpcOutcome.Error(int code, String message, JsonNode data) ->
              new LinkReply.Error(code, message, data);
          case JsonRpcOutcome.Down(String fault) -> throw new Unreachable(fault);
          case JsonRpcOutcome.TimedOut _ -> throw silent(call.method());
        };
    try {
      return LinkJson.decodeResponse(request, reply);
    } catch (LinkFormatException e) {
      throw new Unreachable(url + ": " + e.getMessage());
    }
  }

  private Unreachable silent(String method) {
    return new Unreachable(url + " did not answer " + method + " in " + TIME.toSeconds() + " s");
  }

  /// The last finalised block.
  public BlockInfo latest() throws Unreachable {
    return block(result("eth_getBlockByNumber", array().add("latest").add(false)));
  }

  /// The finalised blocks `from`, inclusive, to `to`, exclusive, one by one.
  public List<BlockInfo> blocks(long from, long to) throws Unreachable {
    List<BlockInfo> blocks = new ArrayList<>();
    for (long first = from; first < to; first += CALLS_MAX) {
      List<CompletableFuture<JsonRpcOutcome>> calls = new ArrayList<>();
      for (long number = first; number < Math.min(to, first + CALLS_MAX); number++) {
        ArrayNode params = array().add(Hex.quantity(number)).add(false);
        calls.add(client.call("eth_getBlockByNumber", params, TIME));
      }
      for (CompletableFuture<JsonRpcOutcome> call : calls) {
        blocks.add(block(result("eth_getBlockByNumber", call.join())));
      }
    }
    return blocks;
  }

  private BlockInfo block(JsonNode block) throws Unreachable {
    try {
      return new BlockInfo(
          Hex.parseQuantity(block.path("number").asString("")),
          Hash32.fromHex(block.path("hash").asString("")),
          Hash32.fromHex(block.path("stateRoot").asString("")),
          Hash32.fromHex(block.path("receiptsRoot").asString("")),
          block.path("transactions").size());
    } catch (IllegalArgumentException e) {
      throw new Unreachable(url + " answered with no finalised block: " + e.getMessage());
    }
  }

  /// The number of transactions of an account that are finalised.
  public long nonce(Address account) throws Unreachable {
    JsonNode result = result("eth_getTransactionCount", array().add(account.toHex()).add("latest"));
    try {
      return Hex.parseQuantity(result.asString(""));
    } catch (IllegalArgumentException e) {
      throw new Unreachable(url + " answered with no number: " + e.getMessage());
    }
  }

  /// Hands a signed transaction over.
  ///
  /// @return null, or why it was refused
  public @Nullable String send(Bytes transaction) throws Unreachable {
    JsonRpcOutcome outcome =
        client.call("eth_sendRawTransaction", array().add(transaction.toHex()), TIME).join();
    return switch (outcome) {
      case JsonRpcOutcome.Result _ -> null;
      case JsonRpcOutcome.Error(int _, String message, JsonNode _) -> message;
      case JsonRpcOutcome.Down(String fault) -> throw new Unreachable(fault);
      case JsonRpcOutcome.TimedOut _ -> throw silent("eth_sendRawTransaction");
    };
  }

  private JsonNode result(String method, ArrayNode params) throws Unreachable {
    return result(method, client.call(method, params, TIME).join());
  }

  private JsonNode result(String method, JsonRpcOutcome outcome) throws Unreachable {
    return switch (outcome) {
      case JsonRpcOutcome.Result(JsonNode value) -> value;
      case JsonRpcOutcome.Error(int _, String message, JsonNode _) ->
          throw new Unreachable(url + " refused " + method + ": " + message);
      case JsonRpcOutcome.Down(String fault) -> throw new Unreachable(fault);
      case JsonRpcOutcome.TimedOut _ -> throw silent(method);
    };
  }

  private static ArrayNode array() {
    return JSON.arrayNode();
  }

  @Override
  public void close() {
    client.close();
  }
}
