package tandem.gwatnode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// Calls a node as a stranger would.
record Rpc(int port) {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  static Rpc of(GwatNode node) {
    return new Rpc(node.rpcPort());
  }

  /// The body of the answer.
  ///
  /// @param param text without quotes
  String call(String method, String... param) throws IOException, InterruptedException {
    String params = param.length == 0 ? "" : "\"" + String.join("\",\"", param) + "\"";
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":[%s]}"
            .formatted(method, params);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port))
            .timeout(Duration.ofSeconds(20))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }
}
