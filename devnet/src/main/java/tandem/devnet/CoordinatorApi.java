package tandem.devnet;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import tandem.pairprotocol.LinkFormatException;
import tandem.pairprotocol.LinkJson;
import tandem.pairprotocol.LinkReply;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.LinkResponse;
import tandem.pairprotocol.SyncStatus;
import tandem.primitives.Hash32;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What this program asks of a coordinator over its REST.
public final class CoordinatorApi implements AutoCloseable {
  private static final Duration TIME = Duration.ofSeconds(5);
  private static final int ANSWER_MAX = 1 << 20;

  private final URI url;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIME).build();

  public CoordinatorApi(URI url) {
    this.url = url;
  }

  public URI url() {
    return url;
  }

  /// The head block of the beacon chain.
  public record Head(long slot, Hash32 root) {}

  /// The checkpoints of the head state.
  public record Finality(long justifiedEpoch, long finalizedEpoch) {}

  /// The coordinator's answer has the form of gwat's `dag_syncStatus`.
  public SyncStatus status() throws Unreachable {
    JsonNode data = get("/tandem/v1/status");
    LinkRequest request = new LinkRequest.ReadSyncStatus();
    try {
      if (LinkJson.decodeResponse(request, new LinkReply.Result(data))
          instanceof LinkResponse.Status(SyncStatus status)) {
        return status;
      }
    } catch (LinkFormatException e) {
      throw new Unreachable(url + "tandem/v1/status: " + e.getMessage());
    }
    throw new Unreachable(url + "tandem/v1/status is no status");
  }

  public Head head() throws Unreachable {
    JsonNode data = get("/eth/v1/beacon/headers/head");
    String root = data.path("root").asString("");
    try {
      return new Head(
          number(data.path("header").path("message").path("slot")), Hash32.fromHex(root));
    } catch (IllegalArgumentException e) {
      throw new Unreachable(url + " answered with no header: " + e.getMessage());
    }
  }

  public Finality finality() throws Unreachable {
    JsonNode data = get("/eth/v1/beacon/states/head/finality_checkpoints");
    return new Finality(
        number(data.path("current_justified").path("epoch")),
        number(data.path("finalized").path("epoch")));
  }

  private long number(JsonNode node) throws Unreachable {
    try {
      return Long.parseLong(node.asString(""));
    } catch (NumberFormatException _) {
      throw new Unreachable(url + " answered " + node + " where a number was expected");
    }
  }

  /// The member `data` of an answer.
  private JsonNode get(String path) throws Unreachable {
    HttpRequest request = HttpRequest.newBuilder(url.resolve(path)).timeout(TIME).GET().build();
    try {
      HttpResponse<byte[]> response =
          client.send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_MAX));
      JsonNode root = JsonFile.MAPPER.readTree(response.body());
      if (response.statusCode() != 200) {
        String why = root.path("message").asString("no reason");
        throw new Unreachable(url + " answered " + response.statusCode() + ": " + why);
      }
      return root.path("data");
    } catch (ConnectException _) {
      throw new Unreachable("nobody listens at " + url);
    } catch (HttpTimeoutException _) {
      throw new Unreachable(url + " did not answer in " + TIME.toSeconds() + " s");
    } catch (IOException | JacksonException e) {
      throw new Unreachable("the answer of " + url + " broke: " + e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new Unreachable("interrupted while waiting for " + url);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
