package tandem.gwatrpc;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.gwatrpc.TestNode.JSON;

import java.net.URI;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tandem.pairprotocol.LinkError;
import tandem.pairprotocol.LinkJson;
import tandem.pairprotocol.LinkOutcome;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.LinkResponse;
import tandem.pairprotocol.Reason;
import tandem.pairprotocol.Stage;
import tools.jackson.databind.JsonNode;

/// The link, within the process and over the wire.
@Timeout(60)
class LinkCallsTest {
  @Test
  void callsTheNodeOfTheSameProcess() throws Exception {
    try (TestNode node = TestNode.starting()) {
      assertThat(call(node, new LinkRequest.ReadChainId(), 10_000))
          .isInstanceOfSatisfying(
              LinkOutcome.Answered.class,
              answered ->
                  assertThat(answered.response())
                      .isInstanceOfSatisfying(
                          LinkResponse.Refused.class,
                          refused ->
                              assertThat(refused.error())
                                  .isEqualTo(
                                      LinkError.of(Reason.STARTING, Stage.STARTING, 1_000))));
      node.open();
      assertThat(call(node, new LinkRequest.ReadChainId(), 10_000))
          .isEqualTo(new LinkOutcome.Answered(new LinkResponse.ChainId(TestNode.CHAIN_ID)));
      node.loop().close();
      assertThat(call(node, new LinkRequest.ReadChainId(), 10_000))
          .isInstanceOf(LinkOutcome.Down.class);
    }
  }

  @Test
  void timesOutWhileTheNodeIsBusy() throws Exception {
    try (TestNode node = TestNode.working()) {
      try (Busy busy = new Busy(node)) {
        assertThat(call(node, new LinkRequest.ReadChainId(), 50))
            .isEqualTo(new LinkOutcome.TimedOut());
      }
      assertThat(call(node, new LinkRequest.ReadChainId(), 20_000))
          .isInstanceOf(LinkOutcome.Answered.class);
    }
  }

  @Test
  void takesNoMoreCallsThanItHasRoomFor() throws Exception {
    try (TestNode node = TestNode.working()) {
      BlockingQueue<LinkOutcome> outcomes = new LinkedBlockingQueue<>();
      try (Busy busy = new Busy(node)) {
        for (int i = 0; i < 300; i++) {
          node.rpc.link().call(new LinkRequest.ReadChainId(), 30_000, outcomes::add);
        }
        // The others are on their way; the link is not lost for that.
        assertThat(outcomes)
            .hasSize(44)
            .containsOnly(
                new LinkOutcome.Answered(
                    new LinkResponse.Refused(LinkError.ofMessage(Reason.BUSY, "busy"))));
      }
      for (int i = 0; i < 300; i++) {
        assertThat(outcomes.poll(20, TimeUnit.SECONDS)).isNotNull();
      }
    }
  }

  @Test
  void showsTheLastStatusWhileTheNodeIsBusy() throws Exception {
    try (TestNode node = TestNode.working();
        Busy busy = new Busy(node)) {
      JsonNode status = node.result("dag_syncStatus");
      assertThat(status.get("waitsFor").isString()).isTrue();
    }
  }

  @Test
  void saysHowLongASlotTook() throws Exception {
    try (TestNode node = TestNode.working()) {
      JsonNode result = node.result("dag_sync", LinkJson.encode(TestNode.genesisInfo()));
      assertThat(result.get("info").get("elapsed").stringValue()).matches("[0-9.]+(ns|µs|ms|s)");
      assertThat(result.get("candidates").toString()).isEqualTo("[]");
    }
  }

  @Test
  void publishesTheStatusToThoseWhoFollowIt() throws Exception {
    try (TestNode node = TestNode.working()) {
      BlockingQueue<String> messages = new LinkedBlockingQueue<>();
      WebSocket socket =
          node.http
              .newWebSocketBuilder()
              .buildAsync(
                  URI.create("ws://127.0.0.1:" + node.server.port() + "/"),
                  new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(
                        WebSocket from, CharSequence text, boolean last) {
                      messages.add(text.toString());
                      from.request(1);
                      return CompletableFuture.completedStage(null);
                    }
                  })
              .join();
      String subscribe =
          JSON.objectNode()
              .put("jsonrpc", "2.0")
              .put("id", 1)
              .put("method", "dag_subscribe")
              .set("params", JSON.arrayNode().add("syncStatus"))
              .toString();
      socket.sendText(subscribe, true).join();
      assertThat(messages.poll(20, TimeUnit.SECONDS)).contains("\"result\":\"0x");
      assertThat(messages.poll(20, TimeUnit.SECONDS))
          .contains("\"method\":\"dag_subscription\"")
          .contains("\"stage\":\"WORKING\"");
      socket.abort();
    }
  }

  private static LinkOutcome call(TestNode node, LinkRequest request, long timeoutMs)
      throws Exception {
    CompletableFuture<LinkOutcome> outcome = new CompletableFuture<>();
    node.rpc.link().call(request, timeoutMs, outcome::complete);
    return outcome.get(30, TimeUnit.SECONDS);
  }

  /// Keeps the loop from everything else until it is closed.
  private static final class Busy implements AutoCloseable {
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread asker;

    Busy(TestNode node) throws InterruptedException {
      CountDownLatch begun = new CountDownLatch(1);
      asker =
          Thread.ofVirtual()
              .start(() ->
                  node.ask(machine -> {
                    begun.countDown();
                    try {
                      end.await();
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                    return true;
                  }));
      begun.await();
    }

    @Override
    public void close() throws InterruptedException {
      end.countDown();
      asker.join();
    }
  }
}
